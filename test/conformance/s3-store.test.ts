import { randomUUID } from 'node:crypto';
import { ListMultipartUploadsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { sha256 } from '@crossfold/contracts';
import { openObjectStore, type PutOptions, type S3StoreSettings } from '@crossfold/storage';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFailingProxy, startProxyLosingFirst } from '../support/faulty-proxy.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { describeObjectStore, expectCode } from './object-store.suite.js';

describe('S3 store', () => {
  let server: S3Server;

  beforeAll(async () => {
    server = await startS3Server();
    return () => server.stop();
  });
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  function settings(changes: Partial<S3StoreSettings> = {}): S3StoreSettings {
    const { endpoint, bucket } = server;
    return { kind: 's3', endpoint, bucket, region: 'us-east-1', forcePathStyle: true, ...changes };
  }

  describeObjectStore('by the port', () => {
    const prefix = `runs/${randomUUID()}`;
    return Promise.resolve({
      open: () => openObjectStore(settings({ prefix })),
      corrupt: (key: string) => server.corrupt(`${prefix}/${key}`),
      stop: () => Promise.resolve(),
    });
  });

  describe('with its server', () => {
    it('keeps stores of different prefixes apart', async () => {
      const folder = randomUUID();
      const one = openObjectStore(settings({ prefix: `${folder}/a` }));
      const other = openObjectStore(settings({ prefix: `${folder}/ab` }));
      await other.put('key', Buffer.from('x'));
      expect(await one.head('key')).toBeNull();
      expect(await firstOf(one.list(''))).toBeUndefined();
    });

    it('counts its prefix with the length of a key', async () => {
      const store = openObjectStore(settings({ prefix: 'p'.repeat(100) }));
      const key = Array.from({ length: 10 }, () => 'x'.repeat(95)).join('/');
      await expectCode('REQUEST_INVALID', store.put(key, Buffer.from('x')));
    });

    it.each([
      ['a wrong secret', { AWS_SECRET_ACCESS_KEY: 'wrong' }],
      ['an unknown identity', { AWS_ACCESS_KEY_ID: 'nobody' }],
    ])('is refused with %s, and names the settings', async (_what, environment) => {
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      const store = openObjectStore(settings());
      for (const act of [() => store.get('a'), () => store.put('a', Buffer.from('x'))]) {
        const error = await expectCode('STORE_REFUSED', act());
        expect(error.remedy).toContain('AWS_ACCESS_KEY_ID');
      }
      await expectCode('STORE_REFUSED', store.check());
    });

    it('is refused a bucket that does not exist, and names the settings', async () => {
      const store = openObjectStore(settings({ bucket: 'no-such-bucket' }));
      expect((await expectCode('STORE_REFUSED', store.get('a'))).remedy).toContain('S3_BUCKET');
      expect((await expectCode('STORE_REFUSED', store.check())).message).toContain(
        'no-such-bucket',
      );
      await expectCode('STORE_REFUSED', firstOf(store.list('')));
    });

    it('reports a server that cannot be reached, and names it', async () => {
      const proxy = await startProxyLosingFirst('PUT', server.endpoint);
      await proxy.stop();
      const store = openObjectStore(settings({ endpoint: proxy.endpoint }));
      const error = await expectCode('STORE_UNAVAILABLE', store.check());
      expect(error.message).toContain(proxy.endpoint);
      expect(error.kind.retryable).toBe(true);
    });

    it('knows its own write when the answer to it was lost', async () => {
      const proxy = await startProxyLosingFirst('PUT', server.endpoint);
      const store = openObjectStore(settings({ endpoint: proxy.endpoint }));
      const key = `${randomUUID()}/receipt.json`;
      const stored = await store.put(key, Buffer.from('mine'), { ifNoneMatch: true });
      expect(proxy.lost()).toBe(1);
      expect((await store.head(key))?.etag).toBe(stored.etag);
      await expectCode('OBJECT_EXISTS', store.put(key, Buffer.from('late'), { ifNoneMatch: true }));
      await store.close();
      await proxy.stop();
    });

    it('asks what is there when a conditional write is cut off', async () => {
      const direct = openObjectStore(settings());
      const proxy = await startFailingProxy(server.endpoint, ({ method }) =>
        method === 'PUT' ? 'reset' : 'pass',
      );
      const store = openObjectStore(settings({ endpoint: proxy.endpoint }));
      const key = `${randomUUID()}/receipt.json`;
      const put = (options: PutOptions) => store.put(key, Buffer.from('mine'), options);
      await expectCode('STORE_UNAVAILABLE', put({ ifNoneMatch: true }));
      await expectCode('CONFLICT', put({ ifMatch: '"gone"' }));
      const { etag } = await direct.put(key, Buffer.from('first'));
      await expectCode('OBJECT_EXISTS', put({ ifNoneMatch: true }));
      await expectCode('CONFLICT', put({ ifMatch: '"gone"' }));
      await expectCode('STORE_UNAVAILABLE', put({ ifMatch: etag }));
      await store.close();
      await proxy.stop();
    });

    it('leaves no parts of an upload that was refused', async () => {
      const store = openObjectStore(settings());
      const key = `${randomUUID()}/weights.safetensors`;
      const big = Buffer.alloc(17 * 1024 * 1024);
      await store.put(key, Buffer.from('first'));
      await expectCode('OBJECT_EXISTS', store.put(key, big, { ifNoneMatch: true }));
      const client = new S3Client({ ...settings(), endpoint: server.endpoint });
      const { Uploads = [] } = await client.send(
        new ListMultipartUploadsCommand({ Bucket: server.bucket, Prefix: key }),
      );
      expect(Uploads).toEqual([]);
    });

    it('reads an object that another program wrote without a checksum', async () => {
      const key = `${randomUUID()}/foreign`;
      const client = new S3Client({ ...settings(), endpoint: server.endpoint });
      await client.send(new PutObjectCommand({ Bucket: server.bucket, Key: key, Body: 'foreign' }));
      expect((await openObjectStore(settings()).get(key)).sha256).toBe(sha256('foreign'));
    });
  });
});

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}
