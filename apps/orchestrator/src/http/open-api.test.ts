import { Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import 'reflect-metadata';
import { expect, it } from 'vitest';
import { Needs } from '../guard/needs.js';
import { ApiController, Operation } from './api-controller.js';
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
