import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Validator } from '@seriousme/openapi-schema-validator';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';
import { format } from 'prettier';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: object };
  readonly responses: Readonly<
    Record<string, { readonly $ref?: string; readonly content?: object }>
  >;
  readonly security: readonly object[];
}

type PathItem = Readonly<Record<string, Operation>> & {
  readonly parameters?: readonly Parameter[];
};

interface Document {
  readonly openapi: string;
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly responses: Readonly<Record<string, { readonly content: object }>>;
    readonly securitySchemes: object;
  };
}

const generatedNotice =
  '// Generated from the OpenAPI document by open-api.test.ts. Do not edit.\n\n';
const token = 'a-token-for-the-document';
const methods = ['get', 'put', 'post', 'delete', 'patch'];

describe('the OpenAPI document', () => {
  let stack: Stack;
  let text: string;
  let document: Document;
  let operations: { path: string; method: string; operation: Operation }[];

  beforeAll(async () => {
    stack = await startStack({
      CROSSFOLD_API_TOKEN: token,
      CROSSFOLD_BASE_PATH: '/lab/crossfold/',
    });
    text = await (await fetch(new URL('/api/openapi.json', stack.api))).text();
    document = JSON.parse(text) as Document;
    operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => methods.includes(method))
        .map(([method, operation]) => ({ path, method, operation: operation as Operation })),
    );
  });

  afterAll(() => stack.stop());

  it('is valid for one validator, and for another with its strictest rules', async () => {
    const { valid, errors } = await new Validator().validate(
      JSON.parse(text) as Record<string, unknown>,
    );
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    const config = await createConfig({
      extends: ['recommended-strict'],
      // 4xx are there for each; the branches of study files overlap, as their defaults say; what
      // answers no 2xx is named below.
      rules: {
        'no-illogical-composition-keywords': 'off',
        'operation-2xx-response': 'off',
      },
    });
    const found = await lintFromString({ source: text, config });
    expect(found.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    const elsewhere = operations.filter(({ operation: { responses } }) =>
      Object.keys(responses).every((status) => !status.startsWith('2')),
    );
    // A browser is sent to the provider of a login, and back to the page.
    expect(
      elsewhere.map(({ operation }) => [operation.operationId, '302' in operation.responses]),
    ).toEqual([
      ['beginLogin', true],
      ['finishLogin', true],
    ]);
  });

  /** `npx vitest run --project integration test/integration/open-api.test.ts -u` writes them. */
  it('is what the types of the TypeScript client are generated from', async () => {
    const types = astToString(await openapiTS(JSON.parse(text) as OpenAPI3));
    const file = '../../clients/typescript/src/generated/api.ts';
    const options = { parser: 'typescript', printWidth: 100, singleQuote: true } as const;
    await expect(await format(`${generatedNotice}${types}`, options)).toMatchFileSnapshot(file);
  });

  it('declares every parameter of a path, and no other', () => {
    const declared = Object.entries(document.paths).map(([path, { parameters = [] }]) => [
      path,
      parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
    ]);
    const wanted = Object.keys(document.paths).map((path) => [
      path,
      [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
    ]);
    expect(declared).toEqual(wanted);
    expect(Object.keys(document.paths)).toContain(
      '/api/v1/studies/{studyId}/trials/{trialId}/retry',
    );
  });

  it('has a name, a summary, a body where one is taken, and typed parameters for each route', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, method, operation } of operations) {
      expect(operation.operationId).toMatch(/^[a-z][a-zA-Z]+$/);
      expect(operation.summary).toMatch(/^[A-Z].{5,}[^.]$/);
      const { requestBody, parameters = [] } = operation;
      expect([method, path, requestBody?.required]).toEqual([
        method,
        path,
        method === 'get' ? undefined : true,
      ]);
      if (requestBody) expect(Object.keys(requestBody.content)).toEqual(['application/json']);
      for (const { name, schema } of parameters) {
        expect(Object.keys(schema), name).toEqual(expect.arrayContaining(['type']));
      }
    }
    const headers = operations.flatMap(({ operation: { operationId, parameters = [] } }) =>
      parameters
        .filter(({ in: place }) => place === 'header')
        .map(({ name }) => [operationId, name]),
    );
    expect(headers.sort()).toEqual([
      ['cloneStudy', 'Idempotency-Key'],
      ['createOwnToken', 'Idempotency-Key'],
      ['createToken', 'Idempotency-Key'],
      ['followEvents', 'Last-Event-ID'],
      ['followStudy', 'Last-Event-ID'],
      ['requestPrediction', 'Idempotency-Key'],
      ['submitStudy', 'Idempotency-Key'],
    ]);
  });

  it('has each refusal as a problem document', () => {
    const everywhere = ['400', '403', '405', '421', '500'];
    const unsafe = ['404', '409', '412', '413', '415', '422'];
    for (const { path, method, operation } of operations) {
      const isGuarded = /^\/(api|metrics)/.test(path);
      const wanted = [
        ...everywhere,
        ...(method === 'get' ? [] : unsafe),
        ...(isGuarded ? ['401', '429', '502', '503'] : []),
        ...(path.includes('{') ? ['404'] : []),
      ];
      expect(Object.keys(operation.responses), path).toEqual(expect.arrayContaining(wanted));
      for (const status of wanted) {
        expect(operation.responses[status]?.$ref).toBe(`#/components/responses/Problem${status}`);
      }
    }
    for (const { content } of Object.values(document.components.responses)) {
      expect(Object.keys(content)).toEqual(['application/problem+json']);
    }
  });

  it('asks for the token where the server does', async () => {
    expect(document.servers).toEqual([{ url: '/lab/crossfold' }]);
    expect(document.components.securitySchemes).toEqual({
      token: { type: 'http', scheme: 'bearer' },
      session: { type: 'apiKey', in: 'cookie', name: 'crossfold-session' },
    });
    const { origin } = new URL(stack.api);
    for (const { path, method, operation } of operations) {
      const isGuarded = operation.security.length > 0;
      const url = `${origin}${path.replace(/\{\w+\}/g, 'none')}`;
      const answer = await sendRaw(url, { method: method.toUpperCase() });
      const what = `${method} ${path}`;
      expect([what, answer.status === 401]).toEqual([what, isGuarded]);
      const challenge = isGuarded ? 'Bearer realm="crossfold"' : undefined;
      expect([what, answer.headers['www-authenticate']]).toEqual([what, challenge]);
    }
    for (const open of ['/', '/api/', '/api/openapi.json', '/health/live', '/health/ready']) {
      expect(await sendRaw(`${origin}${open}`)).toMatchObject({ status: 200 });
    }
  });
});
