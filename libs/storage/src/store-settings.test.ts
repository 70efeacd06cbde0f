import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { parseStoreSettings } from './store-settings.js';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseStoreSettings(environment);
  } catch (error) {
    if (error instanceof AppError && error.code === 'CONFIG_INVALID') return error.problems;
    throw error;
  }
  return [];
}

describe('parseStoreSettings', () => {
  it.each([
    ['file:///var/lib/crossfold', '/var/lib/crossfold'],
    ['file:///with%20space/', '/with space'],
    ['file://localhost/data', '/data'],
    ['file:///C%23/what%3F/100%25', '/C#/what?/100%'],
  ])('reads the folder %s', (url, dir) => {
    expect(parseStoreSettings({ CROSSFOLD_STORE: url })).toEqual({ kind: 'file', dir });
  });

  it('reads a bucket of AWS with a prefix', () => {
    const environment = { CROSSFOLD_STORE: 's3://lesions/team/a/', AWS_REGION: 'eu-central-1' };
    expect(parseStoreSettings(environment)).toEqual({
      kind: 's3',
      bucket: 'lesions',
      prefix: 'team/a',
      region: 'eu-central-1',
      forcePathStyle: false,
    });
  });

  it('reads a server of one’s own, with the bucket in the path', () => {
    const environment = { CROSSFOLD_STORE: 's3://lesions', S3_ENDPOINT: 'http://127.0.0.1:7070' };
    expect(parseStoreSettings(environment)).toEqual({
      kind: 's3',
      endpoint: 'http://127.0.0.1:7070',
      bucket: 'lesions',
      region: 'us-east-1',
      forcePathStyle: true,
    });
  });

  it('takes the variables before what they would default to', () => {
    const settings = parseStoreSettings({
      S3_BUCKET: 'lesions',
      S3_ENDPOINT: 'https://s3.example.org',
      S3_REGION: 'one',
      AWS_REGION: 'other',
      S3_FORCE_PATH_STYLE: 'false',
    });
    expect(settings).toMatchObject({ bucket: 'lesions', region: 'one', forcePathStyle: false });
  });

  it('reads a server below a path, and how long it may be silent', () => {
    const settings = parseStoreSettings({
      CROSSFOLD_STORE: 's3://lesions',
      S3_ENDPOINT: 'https://example.org/storage/s3',
      S3_SILENCE_SECONDS: '90',
    });
    expect(settings).toMatchObject({
      endpoint: 'https://example.org/storage/s3',
      silenceTimeoutMs: 90_000,
    });
  });

  it('takes an empty variable for absent', () => {
    const environment = { CROSSFOLD_STORE: 'file:///data', S3_BUCKET: '', S3_ENDPOINT: '' };
    expect(parseStoreSettings(environment)).toEqual({ kind: 'file', dir: '/data' });
  });

  it('lists every problem at once', () => {
    const problems = problemsOf({
      CROSSFOLD_STORE: 's3://one/a//b',
      S3_BUCKET: 'other',
      S3_ENDPOINT: 'ftp://somewhere',
      S3_FORCE_PATH_STYLE: 'yes',
    });
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'S3_ENDPOINT',
      'S3_FORCE_PATH_STYLE',
      'CROSSFOLD_STORE',
      'S3_BUCKET',
    ]);
  });

  it.each([
    [{}, 'CROSSFOLD_STORE: expected file:///FOLDER or s3://BUCKET/PREFIX, got nothing'],
    [
      { CROSSFOLD_STORE: '/data' },
      'CROSSFOLD_STORE: expected file:///FOLDER or s3://BUCKET/PREFIX, got /data',
    ],
    [
      { CROSSFOLD_STORE: 'file://data/x' },
      'CROSSFOLD_STORE: expected an absolute folder after file://, got file://data/x',
    ],
    [
      { CROSSFOLD_STORE: 'file:///home/C#/exp' },
      'CROSSFOLD_STORE: expected "#", "?" and "%" of a folder\'s name as in file:///home/C%23/exp, got file:///home/C#/exp',
    ],
    [
      { CROSSFOLD_STORE: 'file:///q?x=1' },
      'CROSSFOLD_STORE: expected "#", "?" and "%" of a folder\'s name as in file:///q%3Fx=1, got file:///q?x=1',
    ],
    [
      { CROSSFOLD_STORE: 'file:///up/100%/a%20b' },
      'CROSSFOLD_STORE: expected "#", "?" and "%" of a folder\'s name as in file:///up/100%25/a%20b, got file:///up/100%/a%20b',
    ],
    [
      { CROSSFOLD_STORE: 's3://lesions/a', S3_ENDPOINT: 'https://id.r2.example.com/lesions/' },
      'S3_ENDPOINT: expected the server without the bucket lesions, as https://id.r2.example.com, got https://id.r2.example.com/lesions/',
    ],
    [
      { CROSSFOLD_STORE: 's3://lesions', S3_ENDPOINT: 'https://lesions.s3.example.com:9000' },
      'S3_ENDPOINT: expected the server without the bucket lesions, as https://s3.example.com:9000, got https://lesions.s3.example.com:9000',
    ],
    [
      { CROSSFOLD_STORE: 's3://lesions', S3_REGION: 'a', S3_SILENCE_SECONDS: '0' },
      'S3_SILENCE_SECONDS: expected at least 1, got 0',
    ],
    [
      { CROSSFOLD_STORE: 's3://lesions' },
      'S3_REGION: expected the region of the bucket, got nothing',
    ],
    [
      { CROSSFOLD_STORE: 's3://', S3_REGION: 'a' },
      'CROSSFOLD_STORE: expected a bucket in s3://BUCKET/PREFIX or in S3_BUCKET, got s3://',
    ],
    [
      { CROSSFOLD_STORE: 's3://Lesions_A', S3_REGION: 'a' },
      'CROSSFOLD_STORE: expected a bucket of S3 naming, got s3://Lesions_A',
    ],
  ])('of %j says what is wrong', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([problem]);
  });
});
