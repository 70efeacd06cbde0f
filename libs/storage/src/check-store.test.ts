import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkStore } from './check-store.js';
import { createFileStore } from './file-store.js';
import type { ObjectStore } from './object-store.js';

describe('checkStore', () => {
  let dir: string;
  let store: ObjectStore;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-check-'));
    store = createFileStore({ kind: 'file', dir });
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('passes a store that keeps conditions', async () => {
    await expect(checkStore(store)).resolves.toBeUndefined();
  });

  it('refuses one that overwrites in spite of If-None-Match, and cleans up', async () => {
    const careless: ObjectStore = { ...store, put: (key, body) => store.put(key, body) };
    await expect(checkStore(careless)).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    for await (const { key } of store.list('')) expect.fail(key);
  });

  it('refuses one that returns other bytes', async () => {
    const forgetful: ObjectStore = {
      ...store,
      put: (key, _body, options) => store.put(key, Buffer.from('other'), options),
    };
    await expect(checkStore(forgetful)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });
});
