import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { assertKey, assertPrefix, compareKeys } from './keys.js';

function problemOf(action: () => void): string {
  try {
    action();
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

describe('assertKey', () => {
  it.each(['a', 'studies/a-1/report.json', 'ä/皮膚 1', '.hidden/..b/c..', 'x'.repeat(255)])(
    'takes %s',
    (key) => {
      expect(problemOf(() => assertKey(key))).toBe('none');
    },
  );

  it.each([
    ['', 'at least one character'],
    ['a/', 'no slash at the end'],
    ['/a', 'no empty segment'],
    ['a//b', 'no empty segment'],
    ['a/../b', 'no segment "." or ".."'],
    ['.', 'no segment "." or ".."'],
    ['a\\b', 'no backslash'],
    ['a\tb', 'no control character'],
    ['\udc00', 'well-formed Unicode'],
    ['é'.repeat(128), 'segments of at most 255 bytes'],
    [`${'é/'.repeat(341)}ab`, 'at most 1024 bytes'],
  ])('refuses %j and names the rule', (key, rule) => {
    const problem = problemOf(() => assertKey(key));
    expect(problem).toMatch(/^REQUEST_INVALID/);
    expect(problem).toContain(rule);
  });

  it('takes exactly 1024 bytes', () => {
    const key = `${'x/'.repeat(511)}xx`;
    expect(problemOf(() => assertKey(key))).toBe('none');
    expect(problemOf(() => assertKey(`${key}x`))).toContain('1024');
  });
});

describe('assertPrefix', () => {
  it.each(['', 'a', 'a/', 'a/b', 'a/b/'])('takes %j', (prefix) => {
    expect(problemOf(() => assertPrefix(prefix))).toBe('none');
  });

  it.each(['/', 'a//', '../', 'a/./'])('refuses %j', (prefix) => {
    expect(problemOf(() => assertPrefix(prefix))).toMatch(/^REQUEST_INVALID/);
  });
});

describe('compareKeys', () => {
  it('orders by UTF-8 bytes where UTF-16 units would order otherwise', () => {
    const keys = ['\u{1f600}', '\uff21', 'a/b', 'a-b', 'B'];
    expect(keys.sort(compareKeys)).toEqual(['B', 'a-b', 'a/b', '\uff21', '\u{1f600}']);
  });
});
