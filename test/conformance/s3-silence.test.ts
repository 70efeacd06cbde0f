import { randomBytes, randomUUID } from 'node:crypto';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startSilentProxy, type SilentProxy } from '../support/silent-proxy.js';

describe('S3 store whose connections go silent', () => {
  let server: S3Server;
  let proxy: SilentProxy;
  let store: ObjectStore;

  beforeAll(async () => {
    server = await startS3Server({ keepsAlive: true });
    proxy = await startSilentProxy(Number(new URL(server.endpoint).port));
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    store = openObjectStore({
      kind: 's3',
      endpoint: `http://127.0.0.1:${proxy.port}`,
      bucket: server.bucket,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: randomUUID(),
      silenceTimeoutMs: 1000,
    });
  });
  afterAll(async () => {
    await store.close();
    await proxy.stop();
    await server.stop();
    vi.unstubAllEnvs();
  });

  it('opens new ones at the first that is silent, in place of trying each that it has', async () => {
    const keys = Array.from({ length: 12 }, (_, position) => `k/${position}`);
    await Promise.all(keys.map((key) => store.put(key, Buffer.from(key))));
    expect(proxy.silence()).toBeGreaterThan(1);
    for (const key of keys) expect(Buffer.from((await store.get(key)).bytes).toString()).toBe(key);
    expect(proxy.tried()).toBe(1);
  });

  it('reads and writes on through it, in mid-body too', async () => {
    const body = randomBytes(24 * 2 ** 20);
    const writing = store.put('large', body);
    await vi.waitUntil(() => proxy.silence() > 0, { interval: 1 });
    await writing;
    const reading = store.get('large');
    await vi.waitUntil(() => proxy.silence() > 0, { interval: 1 });
    expect(Buffer.from((await reading).bytes).equals(body)).toBe(true);
  });
});
