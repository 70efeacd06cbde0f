import { describe, expect, it } from 'vitest';
import { AppError } from './errors.js';
import { createRedactor, redact, redactTexts, withoutSecrets } from './redact.js';

const environment = {
  CROSSFOLD_API_TOKEN: 'token-of-many-letters',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG',
  REDIS_URL: 'redis://user:p%40ssw0rd@queue.example:6379',
  HOME: '/home/somebody',
};

describe('redact', () => {
  it.each([
    ['a token', 'got token-of-many-letters here', 'got *** here'],
    ['a key', 'signed with wJalrXUtnFEMI/K7MDENG', 'signed with ***'],
    ['a password', 'AUTH p%40ssw0rd failed', 'AUTH *** failed'],
    ['a password, decoded', 'AUTH p@ssw0rd failed', 'AUTH *** failed'],
    ['the user part of any address', 'at https://a:b@host/x?y', 'at https://***@host/x?y'],
    ['one with an at sign in its password', 'redis://:x@y@host:1', 'redis://***@host:1'],
    ['a header', 'Authorization: Bearer abcdef.ghi', 'Authorization: ***'],
  ])('hides %s', (_, text, expected) => {
    expect(redact(text, environment)).toBe(expected);
  });

  it.each(['/home/somebody/x', 'mail to a@b.example', 'https://host/path@2', 'Bearer of news'])(
    'leaves "%s" as it is',
    (text) => {
      expect(redact(text, environment)).toBe(text);
    },
  );

  it('hides a value that is tidied after the secrets were looked for', () => {
    const redactNow = createRedactor({ CROSSFOLD_API_TOKEN: 'token-of-many-letters\n' });
    expect(redactNow('got token-of-many-letters here')).toBe('got *** here');
  });
});

it('hides secrets in the texts of a value, and leaves the value well-formed', () => {
  const redactText = createRedactor({ DB_PASSWORD: 'a"b\\c"d' });
  const value = {
    'a"b\\c"d': ['got a"b\\c"d', { at: 'x://u:p@h', header: 'authorization: Bearer y' }],
  };
  expect(redactTexts(value, redactText)).toEqual({
    '***': ['got ***', { at: 'x://***@h', header: 'authorization: ***' }],
  });
});

it('makes an error that others may read', () => {
  const told = 'redis://u:word@host';
  const error = withoutSecrets(
    new AppError('QUEUE_UNAVAILABLE', told, { problems: [told], remedy: told, cause: told }),
  );
  expect([error.message, ...error.problems, error.remedy]).toEqual(
    Array.from({ length: 3 }, () => 'redis://***@host'),
  );
  expect(error.cause).toBeUndefined();
});
