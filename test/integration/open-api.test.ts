import { expect, it, onTestFinished } from 'vitest';
import { startStack } from '../support/stack.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface Document {
  readonly paths: Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>;
}

it('declares every parameter of a path in the OpenAPI document, and no other', async () => {
  const stack = await startStack();
  onTestFinished(() => stack.stop());
  const response = await fetch(new URL('/api/openapi.json', stack.api));
  const { paths } = (await response.json()) as Document;
  const declared = Object.entries(paths).map(([path, { parameters = [] }]) => [
    path,
    parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name),
  ]);
  const wanted = Object.keys(paths).map((path) => [
    path,
    [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
  ]);
  expect(declared).toEqual(wanted);
  expect(Object.keys(paths)).toContain('/api/v1/studies/{studyId}/trials/{trialId}/retry');
});
