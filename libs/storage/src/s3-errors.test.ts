import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { translateS3Error } from './s3-errors.js';
import { mayHaveSucceeded } from './s3-failure.js';

const context = {
  what: 'write a/b',
  key: 'a/b',
  bucket: 'lesions',
  endpoint: 'http://127.0.0.1:7070',
};

function s3Error(name: string, httpStatusCode?: number, attempts = 1): Error {
  return Object.assign(new Error(`${name} happened`), {
    name,
    $metadata: { httpStatusCode, attempts },
  });
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code, $metadata: { attempts: 4 } });
}

function codeOf(error: unknown): string {
  return error instanceof AppError ? error.code : `untranslated ${String(error)}`;
}

describe('translateS3Error', () => {
  it.each([
    [s3Error('NoSuchKey', 404), 'OBJECT_MISSING'],
    [s3Error('NotFound', 404), 'OBJECT_MISSING'],
    [s3Error('NoSuchBucket', 404), 'STORE_REFUSED'],
    [s3Error('InvalidAccessKeyId', 403), 'STORE_REFUSED'],
    [s3Error('SignatureDoesNotMatch', 403), 'STORE_REFUSED'],
    [s3Error('AccessDenied', 403), 'STORE_REFUSED'],
    [s3Error('CredentialsProviderError'), 'STORE_REFUSED'],
    [s3Error('PermanentRedirect', 301), 'STORE_REFUSED'],
    [s3Error('SomethingNew', 400), 'STORE_REFUSED'],
    [s3Error('SlowDown', 503), 'STORE_UNAVAILABLE'],
    [s3Error('InternalError', 500), 'STORE_UNAVAILABLE'],
    [s3Error('TooManyRequests', 429), 'STORE_UNAVAILABLE'],
    [s3Error('TimeoutError'), 'STORE_UNAVAILABLE'],
    [s3Error('ConditionalRequestConflict', 409), 'STORE_UNAVAILABLE'],
    [systemError('ECONNREFUSED'), 'STORE_UNAVAILABLE'],
    [systemError('ENOTFOUND'), 'STORE_UNAVAILABLE'],
    [systemError('ECONNRESET'), 'STORE_UNAVAILABLE'],
    [s3Error('ObjectParentIsFile', 409), 'REQUEST_INVALID'],
    [s3Error('ExistingObjectIsDirectory', 409), 'REQUEST_INVALID'],
  ])('takes %s for %s', (error, code) => {
    expect(codeOf(translateS3Error(error, context))).toBe(code);
  });

  it('tells the two conditions apart', () => {
    const broken = s3Error('PreconditionFailed', 412);
    const of = (condition: object, error = broken) =>
      codeOf(translateS3Error(error, { ...context, condition }));
    expect(of({ ifNoneMatch: true })).toBe('OBJECT_EXISTS');
    expect(of({ ifMatch: '"etag"' })).toBe('CONFLICT');
    expect(of({ ifMatch: '"etag"' }, s3Error('NoSuchKey', 404))).toBe('CONFLICT');
  });

  it('names bucket, address and the settings to look at', () => {
    const translated = translateS3Error(s3Error('NoSuchBucket', 404), context) as AppError;
    expect(translated.message).toContain('bucket lesions at http://127.0.0.1:7070');
    expect(translated.remedy).toContain('S3_BUCKET');
    const refused = translateS3Error(s3Error('SignatureDoesNotMatch', 403), context) as AppError;
    expect(refused.remedy).toContain('AWS_SECRET_ACCESS_KEY');
  });

  it('passes on what is no error of the store', () => {
    const own = new AppError('OBJECT_CORRUPT', 'expected a, got b');
    const defect = new TypeError('x is not a function');
    expect(translateS3Error(own, context)).toBe(own);
    expect(translateS3Error(defect, context)).toBe(defect);
  });
});

describe('mayHaveSucceeded', () => {
  it('is so only of a try after the first', () => {
    expect(mayHaveSucceeded(s3Error('PreconditionFailed', 412, 2))).toBe(true);
    expect(mayHaveSucceeded(s3Error('NoSuchUpload', 404, 2))).toBe(true);
    expect(mayHaveSucceeded(s3Error('PreconditionFailed', 412, 1))).toBe(false);
    expect(mayHaveSucceeded(s3Error('AccessDenied', 403, 2))).toBe(false);
  });
});
