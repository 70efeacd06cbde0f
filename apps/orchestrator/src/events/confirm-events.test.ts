import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AppError,
  newControl,
  records,
  scoreNames,
  type Scores,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { createFileStore, readRecord, updateRecord, type ObjectStore } from '@crossfold/storage';
import { writeReport, studyState, StudyIndex } from '@crossfold/study';
import { studyOf, writeFailure, writeResult, writeStudy } from '@crossfold/study/fixtures';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { confirmEvents, retell } from './confirm-events.js';

describe('an event of Redis', () => {
  const dirs: string[] = [];
  let store: ObjectStore;
  let index: StudyIndex;
  let study: Study;
  const [first, second] = ['full.f0.s1', 'full.f1.s1'] as const;
  const at = '2026-11-29T00:00:00.000Z';
  const scores = Object.fromEntries(scoreNames.map((name) => [name, 0.99])) as Scores;

  beforeEach(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'crossfold-confirm-'));
    dirs.push(dir);
    store = createFileStore({ kind: 'file', dir });
    study = studyOf('s');
    await writeStudy(store, study);
    index = new StudyIndex();
    await index.load(store);
  });
  afterAll(() => Promise.all(dirs.map((dir) => rm(dir, { recursive: true }))));

  const logged = (...events: StudyEvent[]) =>
    events.map((event, i) => ({ id: `${i + 1}-0`, event }));

  const confirm = async (...events: StudyEvent[]) =>
    (await confirmEvents(store, index, logged(...events))).map(({ event }) => event);

  const started = (trialId: string): StudyEvent => ({
    type: 'trial.started',
    at,
    studyId: 's',
    trialId,
    attempt: 1,
    worker: 'w',
    device: 'cpu',
    resumedAfterEpoch: null,
    epochs: 3,
  });
  const succeeded = (trialId: string): StudyEvent => ({
    type: 'trial.succeeded',
    at,
    studyId: 's',
    trialId,
    scores,
    seconds: 1,
  });
  const failed = (trialId: string, edition = 1): StudyEvent => ({
    type: 'trial.failed',
    at,
    studyId: 's',
    trialId,
    code: 'TRIAL_STALLED',
    message: 'forged',
    edition,
  });
  const finished: StudyEvent = {
    type: 'study.finished',
    at,
    studyId: 's',
    state: 'finished',
    edition: 9,
    answer: { headline: 'forged', baseline: 1 },
  };
  const cancelled: StudyEvent = {
    type: 'study.controlled',
    at,
    studyId: 's',
    command: 'cancel',
    onlyTrial: null,
    control: { ...newControl('s'), revision: 9, desired: 'cancel' },
  };

  describe('an event that the store knows nothing of', () => {
    it.each([
      ['a report', finished],
      ['a result', succeeded(first)],
      ['a failure', failed(first)],
      [
        'a skip',
        {
          type: 'trial.skipped',
          at,
          studyId: 's',
          trialId: first,
          reason: 'forged',
          remedy: '',
        },
      ],
      ['another desired state', cancelled],
      [
        'a report that fails',
        { type: 'study.summaryFailed', at, studyId: 's', code: 'INTERNAL', message: 'forged' },
      ],
    ] as [string, StudyEvent][])(
      'of %s changes nothing and is told to nobody',
      async (_, event) => {
        const before = index.get('s');
        expect(await confirm(event)).toEqual([]);
        const { finalState, answer, summaryError, control, trials } = index.get('s');
        expect({ finalState, answer, summaryError, control }).toEqual({
          finalState: null,
          answer: null,
          summaryError: null,
          control: before.control,
        });
        expect(trials.get(first)).toEqual(before.trials.get(first));
        expect(retell(index.get('s'), event)).toBeNull();
      },
    );

    it('leaves what else comes with it as it is, in order', async () => {
      const events = [started(first), finished, started(second)];
      expect(await confirm(...events)).toEqual([started(first), started(second)]);
      expect(
        index
          .get('s')
          .trials.map(({ state }) => state)
          .toObject(),
      ).toEqual({
        [first]: 'running',
        [second]: 'running',
      });
    });

    it('of a trial that is none of the study is passed over', async () => {
      expect(await confirm(succeeded('none.f0.s0'))).toEqual([]);
    });
  });

  describe('an event of what is in the store', () => {
    it('brings what the store says, not what it says itself', async () => {
      await writeResult(store, study, first);
      const receipt = await readRecord(store, records.receipt, { studyId: 's', trialId: first });
      const [told] = await confirm(started(first), succeeded(first)).then((all) => all.slice(1));
      expect(told).toEqual({ ...succeeded(first), scores: receipt.evaluation.scores, seconds: 7 });
      expect(index.get('s').trials.get(first)).toMatchObject({
        state: 'succeeded',
        scores: receipt.evaluation.scores,
        seconds: 7,
      });
      // Forged after the end, it changes nothing either.
      expect(await confirm(succeeded(first))).toEqual([told]);
      expect(await confirm(failed(first))).toEqual([]);
    });

    it('of a failure tells why, and how far the trial was', async () => {
      await writeFailure(store, study, first, { attempt: 1 });
      const events = await confirm(started(first), failed(first));
      expect(events.at(-1)).toMatchObject({
        type: 'trial.failed',
        code: 'TRIAL_DIVERGED',
        message: 'no number',
        edition: 1,
      });
      expect(index.get('s').trials.get(first)).toMatchObject({
        state: 'failed',
        attempt: 1,
        error: { code: 'TRIAL_DIVERGED' },
      });
    });

    it('of a failure from before a retry lets the trial wait', async () => {
      await confirm(started(first));
      const control = { ...newControl('s'), revision: 1, edition: 2, sinceEdition: 2 };
      await updateRecord(store, records.control, { studyId: 's' }, () => control);
      await writeFailure(store, study, first);
      const desired = { ...cancelled, command: 'retry' as const, control };
      expect(await confirm(desired as StudyEvent, failed(first))).toEqual([desired]);
      expect(index.get('s').trials.get(first)).toMatchObject({ state: 'queued', error: null });
    });

    it('of a report ends the study as its report says', async () => {
      await writeResult(store, study, first);
      await writeFailure(store, study, second);
      await writeReport(store, 's');
      const [told] = await confirm(finished);
      expect(told).toMatchObject({ state: 'finished-with-failures', edition: 1 });
      expect(told).not.toMatchObject({ answer: { headline: 'forged' } });
      expect(studyState(index.get('s'))).toBe('finished-with-failures');
    });

    it('waits for a store that is away for a moment', async () => {
      await writeResult(store, study, first);
      let isAway = true;
      const head: ObjectStore['head'] = (key) => {
        if (!isAway) return store.head(key);
        isAway = false;
        throw new AppError('STORE_UNAVAILABLE', 'away');
      };
      const events = await confirmEvents({ ...store, head }, index, logged(succeeded(first)));
      expect(events).toHaveLength(1);
    });
  });
});
