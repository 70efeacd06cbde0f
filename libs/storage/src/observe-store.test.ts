import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { createFileStore } from './file-store.js';
import { observeStore } from './observe-store.js';

async function observedStore() {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-observed-'));
  onTestFinished(() => rm(dir, { recursive: true }));
  const told: unknown[] = [];
  const store = observeStore(createFileStore({ kind: 'file', dir }), {
    operation: (operation, seconds, error) => {
      expect(seconds).toBeGreaterThanOrEqual(0);
      told.push([operation, error]);
    },
    bytes: (direction, count) => told.push([direction, count]),
  });
  return { store, told };
}

it('tells each operation, its error and the bytes that pass', async () => {
  const { store, told } = await observedStore();
  await store.put('a/b', Buffer.from('12345'));
  await expect(store.put('a/b', Buffer.from('1'), { ifNoneMatch: true })).rejects.toThrow();
  await store.get('a/b');
  await expect(store.get('a/c')).rejects.toMatchObject({ code: 'OBJECT_MISSING' });
  const stream = await store.getStream('a/b', { start: 1 });
  expect(await text(Readable.from(stream))).toBe('2345');
  await store.head('a/b');
  expect(told).toEqual([
    ['put', null],
    ['written', 5],
    ['put', 'OBJECT_EXISTS'],
    ['get', null],
    ['read', 5],
    ['get', 'OBJECT_MISSING'],
    ['getStream', null],
    ['read', 4],
    ['head', null],
  ]);
});

it('tells a list once, also where its reader stops early', async () => {
  const { store, told } = await observedStore();
  for (const key of ['a', 'b', 'c']) await store.put(key, Buffer.from(key));
  told.length = 0;
  const keys: string[] = [];
  for await (const { key } of store.list('')) {
    keys.push(key);
    if (keys.length === 2) break;
  }
  for await (const { key } of store.list('b')) keys.push(key);
  expect({ keys, told }).toEqual({
    keys: ['a', 'b', 'b'],
    told: [
      ['list', null],
      ['list', null],
    ],
  });
});
