import { Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { Needs } from '../guard/needs.js';
import {
  ApiController,
  JsonResponse,
  Operation,
  QueryParameters,
  RangedResponse,
  TextResponse,
} from './api-controller.js';
import { describeApi } from './open-api.js';

/** A controller with one operation, made without the syntax of decorators, which tests lack. */
function controllerWith(path: string, ...decorators: MethodDecorator[]) {
  class OneController {
    get(): void {}
  }
  const { prototype } = OneController;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'get') as PropertyDescriptor;
  for (const decorate of [Get(), ...decorators]) decorate(prototype, 'get', descriptor);
  ApiController('studies', path)(OneController);
  return OneController;
}

async function describeWith(...controllers: (new () => unknown)[]) {
  class OneModule {
    readonly about = 'of this test';
  }
  Module({ controllers })(OneModule);
  const app = await NestFactory.create(OneModule, { logger: false });
  return describeApi(app, { basePath: '', apiToken: 'a-token-of-a-test', oidc: null });
}

it('nothing starts with an operation that does not say what it needs', async () => {
  const named = Operation('getRuled', 'Something with a rule');
  const ruled = controllerWith('ruled', named, Needs('study.read'));
  const { paths } = await describeWith(ruled);
  expect(paths['/api/v1/ruled']?.get).toMatchObject({
    'x-crossfold-needs': 'study.read',
    security: [{ token: [] }, { session: [] }],
  });
  const forgotten = controllerWith('forgotten', Operation('getForgotten', 'Something without'));
  await expect(describeWith(ruled, forgotten)).rejects.toThrow(
    'expected @Needs beside @Operation of get /api/v1/forgotten, got none',
  );
});

it('an answer that a client may have is declared as 304, and a range of bytes as 206', async () => {
  const answering = (path: string, ...decorators: MethodDecorator[]) =>
    controllerWith(path, Operation('getSomething', 'Some thing'), Needs('nothing'), ...decorators);
  const { paths } = await describeWith(
    answering('json', JsonResponse(200, z.strictObject({}))),
    answering('file', RangedResponse('The file.', 'text/plain')),
    answering('events', TextResponse('A stream.', 'text/event-stream')),
  );
  const statuses = (path: string) =>
    Object.keys(paths[`/api/v1/${path}`]?.get?.responses ?? {}).filter((status) => status < '400');
  expect(statuses('json')).toEqual(['200', '304']);
  expect(statuses('file')).toEqual(['200', '206', '304']);
  expect(statuses('events')).toEqual(['200']);
  expect(paths['/api/v1/file']?.get?.responses['206']).toMatchObject({
    content: { 'text/plain': {} },
    headers: { 'Content-Range': {} },
  });
});

it('a parameter of a query has a meaning, or nothing starts', async () => {
  const parameters = z.strictObject({ sort: z.string().optional().describe('By what.') });
  const { paths } = await describeWith(
    controllerWith(
      'sorted',
      Operation('getSorted', 'Something sorted'),
      Needs('nothing'),
      QueryParameters(parameters),
    ),
  );
  expect(paths['/api/v1/sorted']?.get?.parameters).toEqual([
    {
      name: 'sort',
      in: 'query',
      required: false,
      description: 'By what.',
      schema: expect.anything(),
    },
  ]);
  expect(() => QueryParameters(z.strictObject({ sort: z.string() }))).toThrow(
    'expected a meaning of the query parameter sort, got none',
  );
});
