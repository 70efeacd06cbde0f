import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileStore } from '@crossfold/storage';
import { expect, it } from 'vitest';
import { studyOf } from '../progress/stored-study.fixture.js';
import { newStudyRecord, type StudyRecord } from '../progress/study-record.js';
import { createStoreQuota, type StoreRoom } from './store-quota.js';

it('refuses a study whose weights would not fit beside those that are to come', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-quota-'));
  const store = createFileStore({ kind: 'file', dir });
  await store.put('blobs/aa/aaaa', Buffer.alloc(1000));
  const study = studyOf('new-1');
  const told: StoreRoom[] = [];
  const roomOf = (quotaBytes: number | null, live: readonly StudyRecord[] = []) =>
    createStoreQuota(store, {
      quotaBytes,
      listStudies: () => live,
      onScarce: (room) => told.push(room),
    });
  const live = [newStudyRecord(studyOf('live-1'))];

  await roomOf(null).assertRoom(study);
  const refused = await roomOf(1001)
    .assertRoom(study)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'QUOTA_EXCEEDED' });
  const [, gb = ''] = /got ([\d.]+) GB$/.exec((refused as Error).message) ?? [];
  expect(Number(gb)).toBeGreaterThan(0);
  await roomOf(1e12).assertRoom(study);
  expect(told).toEqual([]);

  // Of a study under way, as much will be written.
  await roomOf(1e12, live).assertRoom(study);
  const needed = await neededOf(study);
  const quota = 1000 + 2 * needed;
  await roomOf(quota, live).assertRoom(study);
  expect(told).toEqual([{ quotaBytes: quota, usedBytes: 1000, promisedBytes: 2 * needed }]);
  const over = roomOf(quota - 1, live).assertRoom(study);
  await expect(over).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  await rm(dir, { recursive: true });

  /** The least quota that takes it, by bisection. */
  async function neededOf(one: typeof study): Promise<number> {
    let [low, high] = [0, 2 ** 32];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const fits = await roomOf(1000 + middle)
        .assertRoom(one)
        .then(
          () => true,
          () => false,
        );
      if (fits) high = middle;
      else low = middle;
    }
    told.length = 0;
    return high;
  }
});
