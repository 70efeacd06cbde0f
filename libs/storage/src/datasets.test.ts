import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentHash, records } from '@crossfold/contracts';
import { afterAll, expect, it } from 'vitest';
import { findDatasetPointer, listDatasets, surveyDatasets } from './datasets.js';
import { createFileStore } from './file-store.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-datasets-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true, force: true }));

it('lists the other data sets beside one of a later version, which it names with the remedy', async () => {
  const pointer = (name: string, schemaVersion: number) => ({
    schemaVersion,
    name,
    manifestSha256: contentHash(name),
    images: 3,
    groups: 2,
    addedAt: '2026-11-30T00:00:00.000Z',
    previous: [],
  });
  for (const [name, version] of [
    ['kept', 2],
    ['later', 99],
  ] as const) {
    const text = JSON.stringify(pointer(name, version));
    await store.put(records.dataset.key({ name }), new TextEncoder().encode(text));
  }
  expect(await surveyDatasets(store)).toEqual({
    datasets: [pointer('kept', 2)],
    unread: [
      {
        name: 'later',
        code: 'SCHEMA_VERSION_UNKNOWN',
        message: expect.stringContaining('99') as string,
        remedy: expect.stringContaining('Upgrade crossfold') as string,
      },
    ],
  });
  await expect(listDatasets(store)).rejects.toMatchObject({ code: 'SCHEMA_VERSION_UNKNOWN' });
  await expect(findDatasetPointer(store, 'latter')).rejects.toThrow('did you mean "later"?');
});
