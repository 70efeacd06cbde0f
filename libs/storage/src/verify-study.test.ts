import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { records } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { createFileStore } from './file-store.js';
import { verifyStudy } from './verify-study.js';

it('lists documents of later versions apart from what is damaged', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-verify-'));
  const store = createFileStore({ kind: 'file', dir });
  const key = records.study.key({ studyId: 's-1' });
  await store.put(key, Buffer.from('{"schemaVersion": 999}'));
  const { objects, problems, unreadVersions } = await verifyStudy(store, 's-1');
  expect({ objects, problems }).toEqual({ objects: 1, problems: [] });
  expect(unreadVersions).toEqual([
    expect.stringMatching(`^expected schemaVersion 1 or .* in ${key}, got 999: written by a newer`),
  ]);
  await store.put(key, Buffer.from('{'));
  expect(await verifyStudy(store, 's-1')).toMatchObject({ unreadVersions: [] });
  expect((await verifyStudy(store, 's-1')).problems).toHaveLength(1);
  await rm(dir, { recursive: true });
});
