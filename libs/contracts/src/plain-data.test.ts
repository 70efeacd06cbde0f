import { expect, it } from 'vitest';
import { AppError } from './errors.js';
import { plainDataProblems } from './plain-data.js';
import { mergeOverrides } from './study/merge-overrides.js';

it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s wherever it is', (key) => {
  const value: unknown = JSON.parse(`{"a": [{"b": {"${key}": {"dropout": 0.9}}}]}`);
  expect(plainDataProblems(value)).toEqual([`a[0].b: the key "${key}" is refused`]);
  const changes: unknown = JSON.parse(`{"a": {"${key}": 1}}`);
  expect(() => mergeOverrides({ a: {} }, changes)).toThrow(AppError);
});

it('takes what a value inherits for no key of it', () => {
  expect(mergeOverrides({}, { toString: 'a' })).toEqual({ toString: 'a' });
  expect(plainDataProblems({ name: 'constructor', list: ['__proto__'] })).toEqual([]);
});

it('names a reference to what holds it, once, and says where it is', () => {
  const inner: Record<string, unknown> = {};
  inner['again'] = { model: inner };
  expect(plainDataProblems({ baseline: inner })).toEqual([
    'baseline.again.model: expected a value, got a reference to what holds it',
  ]);
});

it('comes to the end of values that are referred to again and again', () => {
  let value: unknown = 1;
  for (let level = 0; level < 60; level += 1) value = [value, value, value];
  expect(plainDataProblems(value)).toEqual([]);
});

it('refuses more levels than anybody writes, without exhausting the stack', () => {
  let value: unknown = 1;
  for (let level = 0; level < 200_000; level += 1) value = [value];
  expect(plainDataProblems(value)[0]).toMatch(/expected at most 100 levels, got more$/);
});
