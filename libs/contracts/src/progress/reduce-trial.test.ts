import { describe, expect, it } from 'vitest';
import type { TrialView } from '../messages/api.js';
import { newControl } from '../study/control.js';
import { countTrialStates, deriveStudyState } from '../study/study-state.js';
import { reduceHistory, reduceTrial, type TrialEvent } from './reduce-trial.js';

const [at, studyId, trialId] = ['2026-11-30T00:00:00.000Z', 'study', 'full.f0.s1'];
const control = newControl(studyId);
const pause = { desired: 'pause' as const, priority: null, sinceEdition: 1 };
const cancelled = { ...control, desired: 'cancel' as const };
const queued: TrialView = {
  trialId,
  variant: 'full',
  repeat: 0,
  fold: 0,
  seed: 1,
  state: 'queued',
  attempt: 0,
  worker: null,
  phase: null,
  epoch: 0,
  epochs: null,
  step: 0,
  steps: 0,
  imagesPerSecond: null,
  scores: null,
  seconds: null,
  takenFrom: null,
  error: null,
  waiting: 'its worker left',
};
const base = { at, studyId, trialId };
const record = { epoch: 3 } as Extract<TrialEvent, { type: 'trial.epoch' }>['record'];
const started: TrialEvent = {
  ...base,
  type: 'trial.started',
  attempt: 2,
  worker: 'w',
  device: 'cpu',
  resumedAfterEpoch: 2,
  epochs: 9,
};
const progress: TrialEvent = {
  ...base,
  type: 'trial.progress',
  phase: 'training',
  epoch: 3,
  step: 4,
  steps: 8,
  imagesPerSecond: 50,
};
const ended: TrialEvent = { ...base, type: 'trial.epoch', record };
const failed: TrialEvent = {
  ...base,
  type: 'trial.failed',
  code: 'TRIAL_DIVERGED',
  message: 'expected a finite loss, got NaN',
  edition: 1,
};
const running = reduceTrial(queued, started, control);

describe('reduceTrial', () => {
  it('prepares a trial that is started, counts steps, and counts them no more with their epoch', () => {
    expect(running).toMatchObject({ state: 'running', phase: 'preparing', epoch: 2, epochs: 9 });
    expect(running.waiting).toBeNull();
    const training = reduceTrial(running, progress, control);
    expect(training).toMatchObject({ phase: 'training', step: 4, steps: 8, imagesPerSecond: 50 });
    expect(reduceTrial(training, ended, control)).toMatchObject({ epoch: 3, step: 0, steps: 0 });
  });

  it('rests a trial as is wanted of it, and says why it waits', () => {
    const requeued: TrialEvent = { ...base, type: 'trial.requeued', reason: 'lost' };
    expect(reduceTrial(running, requeued, control)).toMatchObject({
      state: 'queued',
      worker: null,
      phase: null,
      waiting: 'lost',
    });
    const paused = { ...control, trials: { [trialId]: pause } };
    const stopped: TrialEvent = { ...base, type: 'trial.paused' };
    expect(reduceTrial(running, stopped, paused).state).toBe('paused');
    expect(reduceTrial(running, stopped, cancelled).state).toBe('cancelled');
  });

  it('takes no failure for the end that was tried again since, and tells what to do about others', () => {
    const end = reduceTrial(running, failed, control);
    expect(end).toMatchObject({ state: 'failed', phase: null, error: { code: 'TRIAL_DIVERGED' } });
    expect(end.error?.remedy).toMatch(/./);
    const retried = { ...control, edition: 2, sinceEdition: 2 };
    expect(reduceTrial(running, failed, retried)).toMatchObject({ state: 'queued', error: null });
  });

  it('gives back the very trial for what comes again, out of order, or is of another', () => {
    const end = reduceTrial(running, failed, control);
    const damaged: TrialEvent = {
      ...base,
      type: 'trial.checkpointDamaged',
      key: 'k',
      message: 'm',
    };
    expect(reduceTrial(end, started, control)).toBe(end);
    expect(reduceTrial(running, damaged, control)).toBe(running);
    expect(reduceTrial(running, { ...started, trialId: 'other' }, control)).toBe(running);
    const skipped: TrialEvent = { ...base, type: 'trial.skipped', reason: 'r', remedy: 'm' };
    expect(reduceTrial(running, skipped, control)).toBe(running);
  });
});

it('repeats the epochs after the checkpoint that a trial goes on from', () => {
  const epochs = [1, 2, 3].map((epoch) => ({ ...record, epoch }));
  expect(reduceHistory(epochs, started).map(({ epoch }) => epoch)).toEqual([1, 2]);
  expect(reduceHistory(epochs.slice(0, 2), ended).map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(reduceHistory(epochs, progress)).toBe(epochs);
});

it.each([
  [['queued', 'queued'], 'run', 'queued'],
  [['queued', 'succeeded'], 'run', 'running'],
  [['running', 'queued'], 'run', 'running'],
  [['queued', 'queued'], 'cancel', 'running'],
  [['paused', 'failed'], 'run', 'paused'],
  [['paused', 'queued'], 'run', 'running'],
  [['succeeded', 'skipped'], 'run', 'summarising'],
] as const)('a study of trials that are %s and shall %s is %s', (states, desired, expected) => {
  const counts = countTrialStates(states.map((state) => ({ state })));
  const context = { control: { desired }, finalState: null };
  expect(deriveStudyState(counts, context)).toBe(expected);
  expect(deriveStudyState(counts, { ...context, finalState: 'failed' })).toBe('failed');
});
