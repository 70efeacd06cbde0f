import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { records, type Study } from '@crossfold/contracts';
import { createFileStore, updateRecord, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadChanges } from './load-study.js';
import { applyEvent, newStudyRecord, settleFrom } from './study-record.js';

const dir = await mkdtemp(join(tmpdir(), 'crossfold-load-'));
const files = createFileStore({ kind: 'file', dir });
afterAll(() => rm(dir, { recursive: true }));

const at = '2026-11-28T00:00:00.000Z';
const study = {
  studyId: 's',
  name: 's',
  submittedAt: at,
  seeds: [1],
  variants: [{ name: 'full' }],
  foldPlan: { options: { folds: 3 } },
} as unknown as Study;
const [first, second, third] = ['full.f0.s1', 'full.f1.s1', 'full.f2.s1'] as const;
const end = { code: 'TRIAL_DIVERGED', message: 'no number', edition: 1 } as const;

/** The event of the first trial's end was seen, that of the second one's was lost. */
const known = applyEvent(newStudyRecord(study), {
  type: 'trial.failed',
  at,
  studyId: 's',
  trialId: first,
  ...end,
});

beforeAll(async () => {
  for (const trialId of [first, second]) {
    const failure = { studyId: 's', trialId, attempt: 1, remedy: 'none', failedAt: at, ...end };
    await updateRecord(files, records.failure, { studyId: 's', trialId }, () => ({
      schemaVersion: 1 as const,
      ...failure,
    }));
  }
});

/** Notes the keys of what is read, not of what is not there. */
function watched(): { store: ObjectStore; read: string[] } {
  const read: string[] = [];
  const get: ObjectStore['get'] = async (key) => {
    const loaded = await files.get(key);
    read.push(key);
    return loaded;
  };
  return { store: { ...files, get }, read };
}

it.each([undefined, [first, second, third]])(
  'reads the ends that are not known, and no others (asked for: %s)',
  async (trialIds) => {
    const { store, read } = watched();
    const settled = settleFrom(known, await loadChanges(store, known, trialIds));
    const states = settled.trials.valueSeq().map(({ state }) => state);
    expect([...states]).toEqual(['failed', 'failed', 'queued']);
    expect(read).toEqual([records.failure.key({ studyId: 's', trialId: second })]);
  },
);

it('asks for the trials alone that are in doubt', async () => {
  const { store, read } = watched();
  const stored = await loadChanges(store, known, [third]);
  expect([...stored.trials.keys()]).toEqual([third]);
  const settled = settleFrom(known, stored);
  expect([...settled.trials.keys()]).toEqual([first, second, third]);
  expect(settled.trials.get(second)?.state).toBe('queued');
  expect(read).toEqual([]);
});
