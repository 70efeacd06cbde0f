import { randomUUID } from 'node:crypto';
import { AppError, type ErrorCode } from '@crossfold/contracts';
import { randomStream, type RandomStream } from '@crossfold/random';
import { openObjectStore, type ObjectStore, type WriteCondition } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startManglingProxy, type ManglingProxy } from '../support/mangling-proxy.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

/** What an object may be, as far as its writer knows; null for nothing. */
type Possible = ReadonlySet<string | null>;

const rounds = 5;
const steps = 60;
const keys = ['a', 'b/c', 'b/d'];
/** Told of the store itself; never of an object that is there and whole. */
const storeFaults: readonly ErrorCode[] = ['STORE_UNAVAILABLE', 'STORE_REFUSED'];

/** A writer that remembers what it was told, against a store whose answers are mangled. */
describe('S3 store whose answers are mangled', () => {
  let server: S3Server;
  let proxy: ManglingProxy;
  const seed = Number(process.env['CROSSFOLD_MANGLING_SEED'] ?? 20_261_130);

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await startManglingProxy(server.endpoint, randomStream(seed, 'answers'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  });
  afterAll(async () => {
    await proxy.stop();
    await server.stop();
    vi.unstubAllEnvs();
  });

  it.each(Array.from({ length: rounds }, (_, round) => round))(
    'never says what is not so (%s)',
    async (round) => {
      proxy.share = 0.5;
      const store = openObjectStore({
        kind: 's3',
        endpoint: proxy.endpoint,
        bucket: server.bucket,
        region: 'us-east-1',
        forcePathStyle: true,
        prefix: randomUUID(),
        silenceTimeoutMs: 2000,
      });
      const known = new Map<string, Possible>(keys.map((key) => [key, new Set([null])]));
      const random = randomStream(seed, 'steps', round);
      for (let step = 0; step < steps; step += 1) await act(store, known, random);
      // At last the answers are true, and so is what was learnt.
      proxy.share = 0;
      for (const key of keys) expect(known.get(key)?.has(await valueOf(store, key))).toBe(true);
      await store.close();
    },
  );

  it('met each kind of damage', () => {
    expect(proxy.done.size).toBe(10);
  });
});

async function act(
  store: ObjectStore,
  known: Map<string, Possible>,
  random: RandomStream,
): Promise<void> {
  const key = keys[random.integer(keys.length)] ?? 'a';
  const before = known.get(key) ?? new Set();
  const acts = [
    () => write(store, key, known, random),
    () => write(store, key, known, random),
    async () => {
      const found = await told(valueOf(store, key));
      if (!(found instanceof AppError)) expect(before.has(found)).toBe(true);
    },
    async () => {
      // What is read as it comes can be told damaged only at its end.
      const found = await told(streamed(store, key), ['OBJECT_CORRUPT']);
      if (!(found instanceof AppError)) expect(before.has(found)).toBe(true);
    },
    async () => {
      const found = await told(store.head(key));
      if (found instanceof AppError) return;
      expect([...before].some((value) => (value === null) === (found === null))).toBe(true);
    },
    async () => {
      const found = await told(listed(store));
      if (found instanceof AppError) return;
      for (const [each, possible] of known) {
        expect([...possible].some((value) => (value !== null) === found.includes(each))).toBe(true);
      }
    },
    async () => {
      const failed = await told(store.delete(key));
      known.set(key, failed instanceof AppError ? new Set([...before, null]) : new Set([null]));
    },
  ];
  await acts[random.integer(acts.length)]?.();
}

async function write(
  store: ObjectStore,
  key: string,
  known: Map<string, Possible>,
  random: RandomStream,
): Promise<void> {
  const before = known.get(key) ?? new Set();
  const length = random.uniform() < 0.04 ? 9 * 2 ** 20 : random.integer(2000);
  const value = `${key} ${random.integer(2 ** 31)} ${'x'.repeat(length)}`;
  const condition: WriteCondition = random.uniform() < 0.5 ? { ifNoneMatch: true } : {};
  const outcome = await told(store.put(key, Buffer.from(value), condition), ['OBJECT_EXISTS']);
  if (!(outcome instanceof AppError)) {
    if (condition.ifNoneMatch) expect(before.has(null)).toBe(true);
    known.set(key, new Set([value]));
  } else if (outcome.code === 'OBJECT_EXISTS') {
    const there = [...before].filter((possible) => possible !== null);
    expect(there, `${key} is taken by another write`).not.toEqual([]);
    known.set(key, new Set(there));
  } else known.set(key, new Set([...before, value]));
}

async function valueOf(store: ObjectStore, key: string): Promise<string | null> {
  try {
    return Buffer.from((await store.get(key)).bytes).toString();
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return null;
    throw error;
  }
}

async function streamed(store: ObjectStore, key: string): Promise<string | null> {
  try {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await store.getStream(key)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  } catch (error) {
    if (error instanceof AppError && error.code === 'OBJECT_MISSING') return null;
    throw error;
  }
}

async function listed(store: ObjectStore): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list('')) found.push(key);
  return found;
}

/** What an act gave, or why it did not; any other error fails the test. */
async function told<T>(work: Promise<T>, more: readonly ErrorCode[] = []): Promise<T | AppError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AppError && [...storeFaults, ...more].includes(error.code)) return error;
    throw error;
  }
}
