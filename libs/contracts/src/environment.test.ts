import { describe, expect, it } from 'vitest';
import { shownValue, tidied } from './environment.js';

describe('tidied', () => {
  it.each([
    ['a newline', 'CROSSFOLD_API_TOKEN', 'token\n', 'token'],
    ['CR', 'CROSSFOLD_HOST', '0.0.0.0\r', '0.0.0.0'],
    ['a newline', 'AWS_SECRET_ACCESS_KEY', 'key\r\n', 'key'],
    ['blanks', 'REDIS_URL', ' redis://a:1 ', 'redis://a:1'],
  ])('takes away %s around %s', (_, name, value, expected) => {
    expect(tidied({ [name]: value })).toEqual({ [name]: expected });
  });

  it.each([
    ['empty', 'CROSSFOLD_SLOTS', ''],
    ['blank', 'S3_ENDPOINT', ' \n'],
    ['a service link', 'CROSSFOLD_PORT', 'tcp://10.96.12.7:7430'],
  ])('takes a variable that is %s for unset', (_, name, value) => {
    expect(tidied({ [name]: value })).toEqual({});
  });

  it('leaves what others read, and ports', () => {
    const environment = {
      PATH: '/bin ',
      LANG: '',
      CROSSFOLD_PORT: '7430',
      VALKEY_PORT: 'tcp://a:1',
    };
    expect(tidied(environment)).toEqual(environment);
  });
});

describe('shownValue', () => {
  it.each([
    ['CROSSFOLD_API_TOKEN', 'short', 'a value of 5 characters, which is not shown'],
    ['REDIS_URL', 'redis://:p@ss@host', 'a value of 18 characters, which is not shown'],
    ['AWS_SECRET_ACCESS_KEY', 'abc', 'a value of 3 characters, which is not shown'],
    ['S3_ENDPOINT', 'https://user:secret@host:1/x', 'https://…@host:1/x'],
    ['CROSSFOLD_HOST', '0.0.0.0', '0.0.0.0'],
    ['CROSSFOLD_HOST', undefined, 'nothing'],
  ])('of %s %s', (name, value, shown) => {
    expect(shownValue(name, value)).toBe(shown);
  });
});
