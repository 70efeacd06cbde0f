import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstScheme, records, type FoldPlan } from '@crossfold/contracts';
import { sealedPartSha256 } from '@crossfold/data';
import { createFileStore, readRecord } from '@crossfold/storage';
import { afterAll, describe, expect, it } from 'vitest';
import { logSealedOpening } from './log-opening.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-openings-'));
const store = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

function planOf(...sealed: string[]): FoldPlan {
  const assignments = ['a', 'b', 'c', 'd'].map((imageId) => ({
    imageId,
    groupId: imageId,
    label: 'nv' as const,
    fold: sealed.includes(imageId) ? ('sealed' as const) : 0,
  }));
  const options = { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0.2 } as const;
  const leak = { leakedImages: 0, poolImages: 2 };
  return { schemaVersion: 3, ...firstScheme, manifestSha256: null, options, leak, assignments };
}

const by = (studyId: string) => ({
  studyId,
  worker: 'w',
  variant: 'full',
  members: ['full.f0.s1'],
  views: ['none' as const, 'tenCrop' as const],
});

describe('logSealedOpening', () => {
  it('numbers the openings of a study, and overwrites none', async () => {
    const plan = planOf('a', 'b');
    const first = await logSealedOpening(store, plan, by('one'));
    const second = await logSealedOpening(store, plan, by('one'));
    expect([first, second]).toMatchObject([
      { number: 1, images: 2, worker: 'w', variant: 'full', views: ['none', 'tenCrop'] },
      { number: 2, images: 2 },
    ]);
    expect(
      await readRecord(store, records.sealedOpening, {
        partSha256: sealedPartSha256(plan),
        studyId: 'one',
        number: 1,
      }),
    ).toEqual(first);
  });

  it('counts all of several that come at once', async () => {
    const plan = planOf('b', 'c');
    const logged = await Promise.all(
      Array.from({ length: 8 }, () => logSealedOpening(store, plan, by('many'))),
    );
    expect(logged.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('keeps openings of the same images together, whatever plan seals them', async () => {
    const [plan, other] = [
      planOf('a', 'd'),
      { ...planOf('d', 'a'), manifestSha256: 'f'.repeat(64) },
    ];
    await logSealedOpening(store, plan, by('first'));
    await logSealedOpening(store, other, by('second'));
    await logSealedOpening(store, planOf('a'), by('third'));
    const keys: string[] = [];
    for await (const { key } of store.list(
      records.sealedOpening.prefix({ partSha256: sealedPartSha256(plan) }),
    )) {
      keys.push(key.split('/').at(-1) ?? '');
    }
    expect(keys).toEqual(['first.0001.json', 'second.0001.json']);
  });
});
