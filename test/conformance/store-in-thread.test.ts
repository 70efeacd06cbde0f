import { randomFillSync, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import { openObjectStore, type StoreInThread, type StoreSettings } from '@crossfold/storage';
import type * as Storage from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startS3Server } from '../support/s3-server.js';

// The build: Node runs no TypeScript in a thread.
const built = new URL('../../libs/storage/dist/index.js', import.meta.url).href;
const { openStoreInThread } = (await import(built)) as typeof Storage;

const patienceMs = 60_000;

interface Place {
  readonly settings: StoreSettings;
  stop(): Promise<void>;
}

async function startFolder(): Promise<Place> {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-thread-'));
  return { settings: { kind: 'file', dir }, stop: () => rm(dir, { recursive: true }) };
}

async function startServer(): Promise<Place> {
  const server = await startS3Server();
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  const { endpoint, bucket } = server;
  const place = { endpoint, bucket, region: 'us-east-1', forcePathStyle: true } as const;
  return { settings: { kind: 's3', ...place }, stop: () => server.stop() };
}

describe.each([
  ['folder', startFolder],
  ['S3 server', startServer],
])('a store in a thread, on a %s', (_what, start) => {
  let place: Place;
  let store: StoreInThread;

  beforeAll(async () => {
    place = await start();
    store = openStoreInThread(place.settings);
  });
  afterAll(async () => {
    await store.close();
    await place.stop();
    vi.unstubAllEnvs();
  });

  it.each([
    ['in shared memory', (bytes: number) => Buffer.from(new SharedArrayBuffer(bytes))],
    ['of its own', (bytes: number) => Buffer.alloc(bytes)],
  ])('stores bytes %s as they are, for any other to read', async (_kind, allocate) => {
    const body = randomFillSync(allocate(20_000_000));
    const key = `whole/${randomUUID()}`;
    const stored = await store.put(key, body);
    const plain = openObjectStore(place.settings);
    expect((await plain.get(key)).sha256).toBe(sha256(body));
    expect(body.equals((await store.get(key)).bytes)).toBe(true);
    expect(stored).toMatchObject({ sizeBytes: body.length, sha256: sha256(body) });
    await plain.close();
  });

  it('lists from where it is asked, and deletes', async () => {
    const folder = `listed/${randomUUID()}`;
    for (const name of ['a', 'b', 'c']) await store.put(`${folder}/${name}`, Buffer.from(name));
    await store.delete(`${folder}/c`);
    expect(await keysOf({})).toEqual([`${folder}/a`, `${folder}/b`]);
    expect(await keysOf({ startAfter: `${folder}/a` })).toEqual([`${folder}/b`]);
    expect(await keysOf({ limit: 1 })).toEqual([`${folder}/a`]);

    async function keysOf(options: { startAfter?: string; limit?: number }) {
      const keys: string[] = [];
      for await (const { key } of store.list(folder, options)) keys.push(key);
      return keys;
    }
  });

  it('tells errors by their code, with their remedy', async () => {
    const key = `once/${randomUUID()}`;
    await store.put(key, Buffer.from('first'), { ifNoneMatch: true });
    const again = store.put(key, Buffer.from('second'), { ifNoneMatch: true });
    const expected = { code: 'OBJECT_EXISTS', message: expect.stringContaining(key) as string };
    await expect(again).rejects.toMatchObject(expected);
    const error = await store.get('nowhere').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject(new AppError('OBJECT_MISSING', (error as Error).message));
  });
});

describe('a store in a thread', () => {
  it('writes while the event loop of its owner stands still', async () => {
    const { settings, stop } = await startFolder();
    const store = openStoreInThread(settings);
    await store.put('first', Buffer.from('the thread is there'));
    const written = store.put('second', Buffer.alloc(50_000_000, 1));
    const path = join(settings.kind === 'file' ? settings.dir : '', 'objects/second');
    const end = performance.now() + patienceMs;
    while (!existsSync(path) && performance.now() < end);
    expect(existsSync(path)).toBe(true);
    await written;
    await store.close();
    await stop();
  });

  it('is closed while answers are on their way', async () => {
    const { settings, stop } = await startFolder();
    for (let time = 0; time < 10; time++) {
      const store = openStoreInThread(settings);
      await store.put('first', Buffer.from('the thread is there'));
      const puts = ['a', 'b', 'c', 'd'].map((key) => store.put(key, Buffer.from(key)));
      // The answers wait together meanwhile.
      const end = performance.now() + 20 * (time + 1);
      while (performance.now() < end);
      await Promise.race(puts);
      await store.close();
      for (const put of await Promise.allSettled(puts)) {
        if (put.status === 'rejected') expect(String(put.reason)).toMatch(/terminat/i);
      }
    }
    await stop();
  });
});
