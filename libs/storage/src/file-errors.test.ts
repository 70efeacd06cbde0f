import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { translateFileError } from './file-errors.js';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: something`), { code, syscall: 'open' });
}

describe('translateFileError', () => {
  it.each([
    ['EACCES', 'STORE_REFUSED'],
    ['EROFS', 'STORE_REFUSED'],
    ['ENOSPC', 'STORE_UNAVAILABLE'],
    ['EFBIG', 'STORE_UNAVAILABLE'],
    ['EIO', 'STORE_UNAVAILABLE'],
    ['ENOTCONN', 'STORE_UNAVAILABLE'],
    ['ENOSYS', 'STORE_REFUSED'],
    ['EINVAL', 'STORE_REFUSED'],
    ['ENOTDIR', 'REQUEST_INVALID'],
  ])('takes %s for %s', (systemCode, code) => {
    const translated = translateFileError(systemError(systemCode), 'write a/b');
    expect(translated).toBeInstanceOf(AppError);
    expect(translated).toMatchObject({ code, message: expect.stringContaining('write a/b') });
  });

  it('names the file system where it does not offer something', () => {
    const translated = translateFileError(systemError('EOPNOTSUPP'), 'write a/b');
    expect(translated).toMatchObject({ remedy: expect.stringContaining('The file system') });
  });

  it('passes on the errors of bodies and of code', () => {
    const body = Object.assign(new Error('reset'), { code: 'EIO' });
    const defect = new TypeError('x is not a function');
    expect(translateFileError(body, 'write a/b')).toBe(body);
    expect(translateFileError(defect, 'write a/b')).toBe(defect);
  });
});
