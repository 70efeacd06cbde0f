import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { parseYaml } from './parse-yaml.js';

function refusalOf(text: string): AppError {
  try {
    parseYaml(text, 'study.yaml', 'SPEC_INVALID');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

/** Nine levels of ten aliases each: a billion values out of half a kilobyte. */
const bomb = Array.from({ length: 9 }, (_, level) => {
  const inner = level === 0 ? 'a' : `*v${level - 1}`;
  return `v${level}: &v${level} [${Array.from({ length: 10 }, () => inner).join(', ')}]`;
}).join('\n');

describe('parseYaml', () => {
  it.each([
    ['aliases that multiply', bomb, 'Excessive alias count'],
    ['an alias of what holds it', 'a: &a\n  b: *a\n', 'a reference to what holds it'],
    ['an alias that names nothing', 'a: *b\n', 'Unresolved alias'],
    ['a key that changes what is inherited', '__proto__: { name: a }\n', '"__proto__" is refused'],
    [
      'such a key far inside',
      'a: [{ constructor: 1 }]\n',
      'a[0]: the key "constructor" is refused',
    ],
    ['deeper levels than anybody writes', `${'['.repeat(500)}${']'.repeat(500)}`, '100 levels'],
    ['no YAML', 'a: [1,\n', 'line'],
  ])('refuses %s by name', (_, text, hint) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('SPEC_INVALID');
    expect(refusal.problems.join()).toContain(hint);
  });

  it('takes aliases that repeat a value', () => {
    const value = parseYaml('a: &a { b: 1 }\nc: [*a, *a]\n', 'x', 'SPEC_INVALID');
    expect(value).toEqual({ a: { b: 1 }, c: [{ b: 1 }, { b: 1 }] });
  });
});
