import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newControl, records, type Failure } from '@crossfold/contracts';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createFileStore } from './file-store.js';
import { createRecord, readRecord, updateRecord } from './records.js';
import type { ObjectStore } from './object-store.js';
import {
  newestAttempt,
  readStandingFailure,
  skipBefore,
  endBegunTrial,
  endUnbegunTrial,
  writeNamedEnd,
} from './trial-ends.js';

const root = await mkdtemp(join(tmpdir(), 'crossfold-ends-'));
afterAll(() => rm(root, { recursive: true }));

const at = '2026-11-28T00:00:00.000Z';
const trial = { studyId: 's', trialId: 'wild.f0.s1' };
const control = newControl('s');
const end = { schemaVersion: 1 as const, ...trial, edition: 1, failedAt: at, remedy: 'r' };
const skip: Omit<Failure, 'attempt'> = {
  ...end,
  code: 'TRIAL_SKIPPED',
  message: 'm',
  causes: ['wild.f1.s1'],
};
const crash: Failure = { ...end, code: 'TRIAL_CRASHED', message: 'm', attempt: 1 };

/** As a worker does; false where the number is taken. */
function begin(store: ObjectStore, attempt: number): Promise<boolean> {
  const record = { schemaVersion: 1 as const, ...trial, attempt, worker: 'w', startedAt: at };
  return createRecord(
    store,
    records.attempt,
    { studyId: trial.studyId, trialId: trial.trialId, attempt },
    record,
  );
}

/** Asks for all trials of the study again. */
async function retry(store: ObjectStore) {
  const next = { ...control, revision: 1, edition: 2, sinceEdition: 2 };
  await updateRecord(store, records.control, { studyId: 's' }, () => next);
  return next;
}

describe('endBegunTrial', () => {
  it('ends a trial that runs, so that its attempt may publish nothing more', async () => {
    const store = createFileStore({ kind: 'file', dir: join(root, 'begun') });
    await begin(store, 1);
    const stop = { ...skip, code: 'TRIAL_RACED_OUT' as const, stopDecision: 1 };
    const end = await endBegunTrial(store, control, stop);
    expect(end).toMatchObject({ attempt: 2, stopDecision: 1 });
    expect(await newestAttempt(store, trial)).toBe(2);
    expect(await readStandingFailure(store, control, trial.trialId)).toEqual(end);
    expect(await endBegunTrial(store, control, stop)).toBeNull();
    // Whoever takes the trial up afterwards finds that it has ended.
    const next = { ...trial, attempt: 3 };
    expect(await skipBefore(store, control, next)).toMatchObject({ stopDecision: 1 });
  });

  it('leaves a result that came first', async () => {
    const store = createFileStore({ kind: 'file', dir: join(root, 'result') });
    await begin(store, 1);
    await store.put(records.receipt.key(trial), Buffer.from('{}'));
    expect(await endBegunTrial(store, control, skip)).toBeNull();
    expect(await newestAttempt(store, trial)).toBe(1);
  });
});

describe('endUnbegunTrial', () => {
  let store: ObjectStore;
  let count = 0;
  beforeEach(() => {
    store = createFileStore({ kind: 'file', dir: join(root, String(++count)) });
  });

  it('ends a trial that nobody has begun, once', async () => {
    const skipped = { ...skip, attempt: 1 };
    expect(await endUnbegunTrial(store, control, skip)).toEqual(skipped);
    expect(await readStandingFailure(store, control, trial.trialId)).toEqual(skipped);
    expect(await endUnbegunTrial(store, control, { ...skip, message: 'other' })).toBeNull();
    expect(await readStandingFailure(store, control, trial.trialId)).toEqual(skipped);
    expect(await newestAttempt(store, trial)).toBe(1);
  });

  it('leaves a trial alone that was begun', async () => {
    await begin(store, 1);
    expect(await endUnbegunTrial(store, control, skip)).toBeNull();
    expect(await readStandingFailure(store, control, trial.trialId)).toBeNull();
  });

  it('leaves the end that a trial has', async () => {
    await begin(store, 1);
    await writeNamedEnd(store, crash);
    expect(await endUnbegunTrial(store, control, skip)).toBeNull();
    expect(await readStandingFailure(store, control, trial.trialId)).toEqual(crash);
  });

  it('lets a skip or a beginning through of those that come at once, never both', async () => {
    for (let round = 0; round < 20; round++) {
      const one = createFileStore({ kind: 'file', dir: join(root, `race-${round}`) });
      const [isBegun, skipped] = await Promise.all([
        begin(one, 1),
        endUnbegunTrial(one, control, skip),
      ]);
      expect(isBegun).toBe(skipped === null);
      // A worker that lost the number takes the next one, and finds out.
      const found = await skipBefore(one, control, { ...trial, attempt: 2 });
      expect(found === null).toBe(isBegun);
    }
  });

  it('is completed by whoever comes after an orchestrator that died in between', async () => {
    const claim = { schemaVersion: 1 as const, ...trial, attempt: 1, worker: 'orchestrator' };
    const skipped = { ...skip, attempt: 1 };
    await createRecord(
      store,
      records.attempt,
      { studyId: trial.studyId, trialId: trial.trialId, attempt: 1 },
      { ...claim, startedAt: at, skipped },
    );
    expect(await skipBefore(store, control, { ...trial, attempt: 2 })).toEqual({
      ...skipped,
      attempt: 2,
    });
    expect(await endUnbegunTrial(store, control, { ...skip, message: 'other' })).toMatchObject({
      message: 'm',
    });
    expect(await readStandingFailure(store, control, trial.trialId)).not.toBeNull();
  });

  it('is taken back by a retry, and may come again', async () => {
    await endUnbegunTrial(store, control, skip);
    const retried = await retry(store);
    expect(await readStandingFailure(store, retried, trial.trialId)).toBeNull();
    expect(await skipBefore(store, retried, { ...trial, attempt: 2 })).toBeNull();
    const again = await endUnbegunTrial(store, retried, { ...skip, edition: 2 });
    expect(again).toMatchObject({ attempt: 2, edition: 2 });
    expect(await readRecord(store, records.failure, trial)).toEqual(again);
  });

  it('skips a trial that failed before a retry and was not begun since', async () => {
    await begin(store, 1);
    await writeNamedEnd(store, crash);
    const retried = await retry(store);
    expect(await endUnbegunTrial(store, retried, { ...skip, edition: 2 })).toMatchObject({
      attempt: 2,
    });
  });
});
