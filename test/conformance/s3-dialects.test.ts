import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startFailingProxy,
  type Fate,
  type FaultyProxy,
  type ForgedAnswer,
} from '../support/faulty-proxy.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { expectCode } from './object-store.suite.js';

function s3Error(status: number, code: string, message: string): ForgedAnswer {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** Another kind of server: a real one, behind what it does not know or lets pass. */
describe('S3 server of another kind', () => {
  let server: S3Server;
  let proxy: FaultyProxy;
  let store: ObjectStore;
  const asked: IncomingMessage[] = [];
  const dialect: { decide: (request: IncomingMessage) => Fate } = { decide: () => 'pass' };

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await startFailingProxy(server.endpoint, (request) => {
      asked.push(request);
      return dialect.decide(request);
    });
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
  });
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    asked.length = 0;
    store = openObjectStore({
      kind: 's3',
      endpoint: proxy.endpoint,
      bucket: server.bucket,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: randomUUID(),
    });
  });
  afterEach(async () => {
    await store.close();
    vi.unstubAllEnvs();
    dialect.decide = () => 'pass';
  });

  function hasChecksum({ headers }: IncomingMessage): boolean {
    return Object.keys(headers).some((name) => /x-amz-(sdk-)?checksum|x-amz-trailer/.test(name));
  }

  it.each([
    [
      '501',
      s3Error(501, 'NotImplemented', "Header 'x-amz-sdk-checksum-algorithm' not implemented"),
    ],
    ['400', s3Error(400, 'InvalidArgument', "Unsupported header 'x-amz-sdk-checksum-algorithm'")],
  ])('is used without the checksums that it refuses (%s), with SHA-256', async (_, refusal) => {
    dialect.decide = (request) => (hasChecksum(request) ? refusal : 'pass');
    await store.check();
    const [small, large] = [randomBytes(100), randomBytes(9 * 2 ** 20)];
    asked.length = 0;
    await store.put('small', small, { ifNoneMatch: true });
    await store.put('large', large);
    expect(Buffer.from((await store.get('small')).bytes).equals(small)).toBe(true);
    expect(Buffer.from((await store.get('large')).bytes).equals(large)).toBe(true);
    const puts = asked.filter(({ method }) => method === 'PUT');
    const parts = [small, large.subarray(0, 8 * 2 ** 20), large.subarray(8 * 2 ** 20)];
    const hashes = parts.map((part) => createHash('sha256').update(part).digest('hex')).sort();
    expect(puts.map(({ headers }) => headers['x-amz-content-sha256']).sort()).toEqual(hashes);
  });

  it.each([
    ['does not know conditions', s3Error(501, 'NotImplemented', 'A header is not implemented')],
    ['refuses them', s3Error(400, 'InvalidRequest', 'If-None-Match is not supported')],
    ['overwrites all the same', { status: 200, headers: { etag: '"0123"' } }],
  ])('cannot be used where it %s, and says why', async (_, answer) => {
    let conditional = 0;
    dialect.decide = ({ headers }) => {
      if (headers['if-none-match'] === undefined) return 'pass';
      conditional += 1;
      return conditional === 1 && answer.status === 200 ? 'pass' : answer;
    };
    const error = await expectCode('STORE_REFUSED', store.check());
    expect(error.message).toContain('If-None-Match');
    expect(error.message).toContain('this store cannot be used');
    expect(error.remedy).toContain('conditional writes');
  });

  it('cannot be used where it ignores If-Match', async () => {
    const answer = { status: 200, headers: { etag: '"0123"' } };
    dialect.decide = ({ headers }) => (headers['if-match'] === undefined ? 'pass' : answer);
    const error = await expectCode('STORE_REFUSED', store.check());
    expect(error.message).toContain('overwrites in spite of If-Match; without them this store');
  });

  it.each([
    ['a quota', s3Error(403, 'QuotaExceeded', 'The bucket is full')],
    ['a cap', s3Error(403, 'AccessDenied', 'Cannot upload files, storage cap exceeded.')],
    ['its disk', s3Error(507, 'XMinioStorageFull', 'Storage backend has reached its minimum')],
  ])('that is full by %s is told so, and waited for', async (_, answer) => {
    dialect.decide = ({ method }) => (method === 'PUT' ? answer : 'pass');
    const error = await expectCode('STORE_UNAVAILABLE', store.put('a', Buffer.from('x')));
    expect(error.remedy).toContain('Free space in the object store');
    dialect.decide = () => 'pass';
    await store.put('a', Buffer.from('x'));
  });

  it('that knows no request ids is asked again what is missing', async () => {
    dialect.decide = ({ method }) => (method === 'HEAD' ? { status: 404 } : 'pass');
    await store.put('there', Buffer.from('four'));
    expect(await store.head('missing')).toBeNull();
    expect((await store.head('there'))?.sizeBytes).toBe(4);
  });
});
