import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects, contentHash, records, sha256 } from '@crossfold/contracts';
import {
  createFileStore,
  createRecord,
  listRecords,
  readRecord,
  verifyStudy,
} from '@crossfold/storage';
import { afterAll, expect, it } from 'vitest';
import { findOrphans, type OrphanReason } from './find-orphans.js';
import { makeStudy, madeTrialIds } from './made-study.fixture.js';

const dayMs = 24 * 60 * 60 * 1000;
const [first = '', second = ''] = madeTrialIds(2);
const dir = await mkdtemp(join(tmpdir(), 'crossfold-orphans-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true });
});

async function orphansIn(days: number) {
  const found: { reason: OrphanReason; name: string; remove: () => Promise<void> }[] = [];
  const times = { nowMs: Date.now() + days * dayMs, graceMs: 7 * dayMs };
  for await (const orphan of findOrphans(store, times)) found.push(orphan);
  return found;
}

it('are what nothing names and nobody is about to name', async () => {
  await makeStudy(store, { studyId: 'over-1', seeds: 2, endedAt: '2026-02-01T00:00:00.000Z' });
  await makeStudy(store, {
    studyId: 'live-1',
    seeds: 2,
    endedAt: '2026-02-01T00:00:00.000Z',
    open: 2,
  });
  const named = Buffer.from('an image');
  // Of the manifest of the fixture, whose hashes are numbers.
  const image = byteObjects.blob.key({ sha256: '1'.padStart(64, '0') });
  await store.put(image, named);
  expect(await orphansIn(30)).toEqual([]);

  const stray = byteObjects.blob.key({ sha256: sha256(Buffer.from('stray')) });
  await store.put(stray, Buffer.from('stray'));
  const [plan] = await gather(listRecords(store, records.foldPlan, {}));
  const other = { ...(await readRecord(store, records.foldPlan, plan?.at ?? { sha256: '' })) };
  const unnamed = { ...other, options: { ...other.options, seed: 9 } };
  const planKey = records.foldPlan.key({ sha256: contentHash(unnamed) });
  await createRecord(store, records.foldPlan, { sha256: contentHash(unnamed) }, unnamed);
  const lost = { studyId: 'over-1', trialId: first, attempt: 2 };
  await store.put(byteObjects.weights.key(lost), Buffer.from('of a worker that was superseded'));
  const left = { studyId: 'over-1', trialId: second, attempt: 1, epoch: 1, step: 0 };
  await store.put(byteObjects.checkpoint.key(left), Buffer.from('not removed'));
  // A trial that has no end may have its receipt in a moment.
  const underWay = { studyId: 'live-1', trialId: first, attempt: 1 };
  await store.put(byteObjects.weights.key(underWay), Buffer.from('under way'));
  await store.put(byteObjects.checkpoint.key({ ...underWay, epoch: 1, step: 0 }), Buffer.from('x'));
  await mkdir(join(dir, 'incoming'), { recursive: true });
  await writeFile(join(dir, 'incoming', 'broken-off'), 'half');
  const [shard = ''] = await readdir(join(dir, 'content'));
  await writeFile(join(dir, 'content', shard, `${'0'.repeat(64)}-killed`), 'without a name');

  expect(await orphansIn(1)).toEqual([]);
  const orphans = await orphansIn(30);
  const told = orphans.map(({ reason, name }) => `${reason}: ${name}`);
  expect(told.sort()).toEqual(
    [
      `blob: ${stray}`,
      `fold plan: ${planKey}`,
      `result: ${byteObjects.weights.key(lost)}`,
      `checkpoint: ${byteObjects.checkpoint.key(left)}`,
      `leftover: incoming/broken-off`,
      `leftover: content/${shard}/${'0'.repeat(64)}-killed`,
    ].sort(),
  );
  for (const { remove } of orphans) await remove();
  expect(await orphansIn(30)).toEqual([]);
  expect((await verifyStudy(store, 'over-1')).problems).toEqual([]);
  expect(await store.head(image)).not.toBeNull();
});

async function gather<T>(listed: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of listed) all.push(one);
  return all;
}
