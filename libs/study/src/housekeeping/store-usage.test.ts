import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects, contentHash, records, type Manifest } from '@crossfold/contracts';
import {
  createFileStore,
  createRecord,
  listRecords,
  readRecord,
  updateRecord,
} from '@crossfold/storage';
import { expect, it } from 'vitest';
import { madeWeightsBytes, makeStudy } from './made-study.fixture.js';
import { measureUsage } from './store-usage.js';

it('counts bytes by kind, study and data set', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-usage-'));
  const store = createFileStore({ kind: 'file', dir });
  await makeStudy(store, { studyId: 'one-1', seeds: 2, endedAt: '2026-02-01T00:00:00.000Z' });
  await store.put('notes-of-somebody.txt', Buffer.from('12345'));
  const image = (name: number) => name.toString(16).padStart(64, '0');
  const blob = (name: number) => byteObjects.blob.key({ sha256: image(name) });
  await store.put(blob(1), Buffer.alloc(100));
  await store.put(blob(2), Buffer.alloc(30));
  await store.put(blob(3), Buffer.alloc(7));
  const add = async (name: string, images: Manifest['images'], manifest: Manifest) => {
    const own = { ...manifest, images };
    const sha256 = contentHash(own);
    await createRecord(store, records.manifest, { sha256 }, own);
    await updateRecord(store, records.dataset, { name }, () => ({
      schemaVersion: 2 as const,
      name,
      manifestSha256: sha256,
      images: images.length,
      groups: images.length,
      addedAt: '2026-02-01T00:00:00.000Z',
      previous: [],
    }));
  };
  for await (const { at } of listRecords(store, records.manifest, {})) {
    const manifest = await readRecord(store, records.manifest, at);
    await add('larger', manifest.images.slice(1, 3), manifest);
    await add('smaller', manifest.images.slice(2, 3), manifest);
    break;
  }

  const usage = await measureUsage(store);
  const found = new Map<string, number>();
  for await (const { key, sizeBytes } of store.list('')) found.set(key, sizeBytes);
  const sum = (sizes: number[]) => sizes.reduce((all, size) => all + size, 0);
  expect(usage.objects).toBe(found.size);
  expect(usage.sizeBytes).toBe(sum([...found.values()]));
  const kindOf = (kind: string) => usage.kinds.find((part) => part.kind === kind);
  expect(kindOf('weights')).toEqual({
    kind: 'weights',
    objects: 4,
    sizeBytes: 4 * madeWeightsBytes,
  });
  expect(kindOf('other')).toEqual({ kind: 'other', objects: 1, sizeBytes: 5 });
  const own = [...found].filter(([key]) => key.startsWith('studies/one-1/'));
  const sizeBytes = sum(own.map(([, size]) => size));
  expect(usage.studies).toEqual([
    { studyId: 'one-1', name: 'one-1', objects: own.length, sizeBytes },
  ]);
  expect(usage.datasets).toEqual([
    { name: 'larger', objects: 2, sizeBytes: 130, sharedBytes: 30 },
    { name: 'smaller', objects: 1, sizeBytes: 30, sharedBytes: 30 },
  ]);
  await rm(dir, { recursive: true });
});
