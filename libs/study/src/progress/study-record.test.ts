import {
  newControl,
  scoreNames,
  type Control,
  type ControlCommand,
  type Scores,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { applyEvent, newStudyRecord, settleFrom } from './study-record.js';
import { tallyTrials } from './trial-tally.js';
import { studyState, viewStudy } from './study-view.js';

const at = '2026-11-23T00:00:00.000Z';
const study = {
  studyId: 's',
  name: 's',
  submittedAt: at,
  seeds: [1],
  variants: [{ name: 'full' }],
  foldPlan: { options: { folds: 2 } },
} as unknown as Study;
const scores = Object.fromEntries(scoreNames.map((name) => [name, 0.5])) as Scores;
const [first, second] = ['full.f0.s1', 'full.f1.s1'] as const;

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
const epoch = (trialId: string, number: number): StudyEvent => ({
  type: 'trial.epoch',
  at,
  studyId: 's',
  trialId,
  record: {
    epoch: number,
    stage: 'all',
    learningRate: 1,
    trainLoss: 1,
    trainAccuracy: 0,
    validationLoss: 1,
    validationAccuracy: 0,
    validationBalancedAccuracy: 0,
  },
});
const succeeded = (trialId: string): StudyEvent => ({
  type: 'trial.succeeded',
  at,
  studyId: 's',
  trialId,
  scores,
  seconds: 10,
});
const controlled = (command: ControlCommand, change: Partial<Control>): StudyEvent => ({
  type: 'study.controlled',
  at,
  studyId: 's',
  command,
  onlyTrial: null,
  control: { ...newControl('s'), revision: 1, ...change },
});

function after(...events: StudyEvent[]) {
  const record = events.reduce(applyEvent, newStudyRecord(study));
  expect(record.tally).toEqual(tallyTrials(record.trials.values()));
  return record;
}

describe('applyEvent', () => {
  it('tells why there is no report, until there is one', () => {
    const failure = { code: 'OBJECT_CORRUPT', message: 'expected the checksum' } as const;
    const steps: StudyEvent[] = [
      succeeded(first),
      succeeded(second),
      { type: 'study.summaryFailed', at, studyId: 's', ...failure },
    ];
    expect(viewStudy(after(...steps))).toMatchObject({ state: 'summarising', error: failure });
    const end: StudyEvent = { type: 'study.finished', at, studyId: 's', state: 'finished' };
    expect(viewStudy(after(...steps, end))).toMatchObject({ state: 'finished', error: null });
  });

  it('follows a study from queued to finished', () => {
    const steps: StudyEvent[] = [
      started(first),
      succeeded(first),
      started(second),
      succeeded(second),
      { type: 'study.finished', at, studyId: 's', state: 'finished' },
    ];
    const states = steps.map((_, i) => studyState(after(...steps.slice(0, i + 1))));
    expect(studyState(after())).toBe('queued');
    expect(states).toEqual(['running', 'running', 'running', 'summarising', 'finished']);
  });

  it('keeps a final state against events that come late or twice', () => {
    const record = after(started(first), succeeded(first), succeeded(first), started(first));
    expect(record.trials.get(first)).toMatchObject({ state: 'succeeded', scores });
  });

  it('believes an end whose beginning it did not see', () => {
    expect(after(succeeded(first)).trials.get(first)?.state).toBe('succeeded');
  });

  it('knows when the newest attempt began, and when the trial ended', () => {
    const later = '2026-11-23T01:00:00.000Z';
    const trial = (...events: StudyEvent[]) => after(...events).trials.get(first);
    const again = { ...started(first), at: later, attempt: 2 } as StudyEvent;
    expect(trial(started(first))).toMatchObject({ startedAt: at, endedAt: null });
    expect(trial(started(first), again)).toMatchObject({ startedAt: later, endedAt: null });
    const ended = trial(started(first), again, { ...succeeded(first), at: later } as StudyEvent);
    expect(ended).toMatchObject({ startedAt: later, endedAt: later });
  });

  it('drops the epochs that a resumed trial does again', () => {
    const resumed = { ...started(first), resumedAfterEpoch: 1, attempt: 2 } as StudyEvent;
    const record = after(
      started(first),
      epoch(first, 1),
      epoch(first, 2),
      resumed,
      epoch(first, 2),
    );
    const trial = record.trials.get(first);
    expect(trial?.history.map((seen) => seen.epoch)).toEqual([1, 2]);
    expect(trial?.attempt).toBe(2);
  });

  it('ends what waits when a study is cancelled, and lets running trials end themselves', () => {
    const record = after(started(first), controlled('cancel', { desired: 'cancel' }));
    expect(record.trials.get(second)?.state).toBe('cancelled');
    expect(studyState(record)).toBe('running');
    const ended = applyEvent(record, { type: 'trial.cancelled', at, studyId: 's', trialId: first });
    expect(studyState(ended)).toBe('summarising');
  });

  it('tells of a trial that was skipped why, and never begins it', () => {
    const [reason, remedy] = ['3 trials of this variant failed', 'look at them'];
    const skipped: StudyEvent = {
      type: 'trial.skipped',
      at,
      studyId: 's',
      trialId: first,
      reason,
      remedy,
    };
    const record = after(skipped);
    expect(record.trials.get(first)).toMatchObject({
      state: 'skipped',
      error: { code: 'TRIAL_SKIPPED', message: reason, remedy },
    });
    expect(viewStudy(record).trials).toMatchObject({ skipped: 1, queued: 1 });
    expect(applyEvent(record, started(first))).toEqual(record);
    // What runs is left to end.
    expect(after(started(first), skipped).trials.get(first)?.state).toBe('running');
    expect(studyState(applyEvent(record, succeeded(second)))).toBe('summarising');
  });

  it('passes over trials that it does not know', () => {
    expect(after(started('other.f0.s1'))).toEqual(after());
  });
});

describe('applyControl', () => {
  const failed = (edition: number): StudyEvent => ({
    type: 'trial.failed',
    at,
    studyId: 's',
    trialId: first,
    edition,
    code: 'TRIAL_CRASHED',
    message: 'm',
  });
  const paused = controlled('pause', { desired: 'pause' });
  const retried = controlled('retry', { edition: 2, sinceEdition: 2, revision: 1 });

  it('pauses what waits at once, and what runs when it has stopped', () => {
    const record = after(started(first), paused);
    expect([...record.trials.values()].map(({ state }) => state)).toEqual(['running', 'paused']);
    expect(studyState(record)).toBe('running');
    const stopped = applyEvent(record, { type: 'trial.paused', at, studyId: 's', trialId: first });
    expect(studyState(stopped)).toBe('paused');
    expect(viewStudy(stopped).etaSeconds).toBeNull();
    const resumed = applyEvent(stopped, controlled('resume', { revision: 2 }));
    expect(studyState(resumed)).toBe('queued');
  });

  it('lets a trial that was resumed while it stopped wait', () => {
    const resumed = controlled('resume', { revision: 2 });
    const stopped: StudyEvent = { type: 'trial.paused', at, studyId: 's', trialId: first };
    expect(after(started(first), paused, resumed, stopped).trials.get(first)?.state).toBe('queued');
  });

  it('takes a failure back that was retried, and not the one after it', () => {
    const over = after(failed(1), succeeded(second), {
      type: 'study.finished',
      at,
      studyId: 's',
      state: 'finished',
    });
    expect(studyState(over)).toBe('finished');
    const reopened = applyEvent(over, retried);
    expect(reopened.trials.get(first)).toMatchObject({ state: 'queued', error: null });
    expect(studyState(reopened)).toBe('running');
    const late = [failed(1), controlled('pause', { desired: 'pause', revision: 0 })];
    expect(late.reduce(applyEvent, reopened)).toEqual(reopened);
    expect(studyState(applyEvent(reopened, failed(2)))).toBe('summarising');
  });

  it('takes a skip back that was retried, and cancels none', () => {
    const [reason, remedy] = ['m', 'r'];
    const skipped: StudyEvent = {
      type: 'trial.skipped',
      at,
      studyId: 's',
      trialId: first,
      reason,
      remedy,
    };
    const cancelled = after(skipped, controlled('cancel', { desired: 'cancel' }));
    expect([...cancelled.trials.values()].map(({ state }) => state)).toEqual([
      'skipped',
      'cancelled',
    ]);
    const reopened = after(skipped, retried);
    expect(reopened.trials.get(first)).toMatchObject({ state: 'queued', error: null });
    expect(applyEvent(reopened, skipped)).toEqual(reopened);
  });

  it('does not take the report of an earlier edition for the end', () => {
    const old: StudyEvent = { type: 'study.finished', at, studyId: 's', state: 'finished' };
    const record = after(failed(1), succeeded(second), retried, old);
    expect(studyState(record)).toBe('running');
    expect(studyState(applyEvent(record, { ...old, edition: 2 }))).toBe('finished');
  });

  it('has the answer of the report of its own edition, told by an event or by the store', () => {
    const answer = { headline: 'No arm differs.', baseline: 0.5 };
    const silent: StudyEvent = { type: 'study.finished', at, studyId: 's', state: 'finished' };
    const end: StudyEvent = { ...silent, answer };
    const ended = after(failed(1), succeeded(second), end);
    expect(viewStudy(ended).answer).toEqual(answer);
    expect(viewStudy(applyEvent(ended, silent)).answer).toEqual(answer);
    const lost = after(failed(1), succeeded(second));
    expect(viewStudy(lost).answer).toBeNull();
    expect(viewStudy(settleFrom(lost, ended)).answer).toEqual(answer);
    const reopened = applyEvent(ended, retried);
    expect(viewStudy(reopened).answer).toBeNull();
    expect(viewStudy(applyEvent(reopened, end)).answer).toBeNull();
    expect(viewStudy(settleFrom(reopened, ended)).answer).toBeNull();
  });

  it('cancels one trial and leaves the others', () => {
    const record = after(
      controlled('cancel', {
        trials: { [first]: { desired: 'cancel', priority: null, sinceEdition: 1 } },
      }),
    );
    const states = [...record.trials.values()].map(({ state }) => state);
    expect(states).toEqual(['cancelled', 'queued']);
  });
});

describe('settleFrom', () => {
  const cancelled = controlled('cancel', { desired: 'cancel' });

  it('takes ends whose events were lost from the store, and leaves what runs', () => {
    const seen = after(started(first), started(second));
    const settled = settleFrom(seen, after(succeeded(first)));
    expect(settled.trials.get(first)).toMatchObject({ state: 'succeeded', scores });
    expect(settled.trials.get(second)?.state).toBe('running');
  });

  it('takes no end back that the store does not know yet', () => {
    expect(settleFrom(after(succeeded(first)), after()).trials.get(first)?.state).toBe('succeeded');
  });

  it('lets running trials of a cancelled study end by themselves', () => {
    const settled = settleFrom(after(started(first)), after(cancelled));
    expect(settled.control.desired).toBe('cancel');
    expect(settled.trials.get(first)?.state).toBe('running');
    expect(settled.trials.get(second)?.state).toBe('cancelled');
  });
});

it('estimates the time left from the trials so far', () => {
  expect(viewStudy(after()).etaSeconds).toBeNull();
  expect(viewStudy(after(succeeded(first))).etaSeconds).toBe(10);
  expect(viewStudy(after(succeeded(first), started(second))).etaSeconds).toBe(5);
  expect(viewStudy(after(succeeded(first), succeeded(second))).etaSeconds).toBe(0);
});
