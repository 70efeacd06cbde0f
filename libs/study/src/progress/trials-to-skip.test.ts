import {
  newControl,
  scoreNames,
  type Control,
  type ErrorCode,
  type Scores,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { findTrialsToSkip } from './trials-to-skip.js';
import { applyEvent, newStudyRecord } from './study-record.js';

const at = '2026-11-28T00:00:00.000Z';
const base = { at, studyId: 's' };
const scores = Object.fromEntries(scoreNames.map((name) => [name, 0.5])) as Scores;

function studyOf(skipAfterFailures: number | null | undefined): Study {
  const variants = [{ name: 'full' }, { name: 'wild' }];
  const plan = { foldPlan: { options: { folds: 3 } }, seeds: [1, 2], variants };
  return { studyId: 's', name: 's', submittedAt: at, ...plan, skipAfterFailures } as Study;
}

const failed = (trialId: string, more: { code?: ErrorCode; edition?: number; at?: string } = {}) =>
  ({
    ...base,
    type: 'trial.failed',
    trialId,
    message: 'm',
    code: 'TRIAL_DIVERGED',
    ...more,
  }) as const;
const started = (trialId: string): StudyEvent => ({
  ...base,
  type: 'trial.started',
  trialId,
  attempt: 1,
  worker: 'w',
  device: 'cpu',
  resumedAfterEpoch: null,
  epochs: 3,
});
const succeeded = (trialId: string): StudyEvent => ({
  ...base,
  type: 'trial.succeeded',
  trialId,
  scores,
  seconds: 10,
});
const controlled = (change: Partial<Control>): StudyEvent => ({
  ...base,
  type: 'study.controlled',
  command: 'retry',
  onlyTrial: null,
  control: { ...newControl('s'), revision: 1, ...change },
});

const threeFailures = ['wild.f0.s1', 'wild.f1.s1', 'wild.f2.s1'].map((id) => failed(id));
const others = ['wild.f0.s2', 'wild.f1.s2', 'wild.f2.s2'];

function skippedAfter(events: readonly StudyEvent[], study = studyOf(3)): string[] {
  const record = events.reduce(applyEvent, newStudyRecord(study));
  return findTrialsToSkip(record).map(({ trialId }) => trialId);
}

describe('findTrialsToSkip', () => {
  it('gives up what waits of a variant that failed so often and never succeeded', () => {
    expect(skippedAfter(threeFailures.slice(1))).toEqual([]);
    expect(skippedAfter(threeFailures)).toEqual(others);
    expect(skippedAfter(threeFailures, studyOf(4))).toEqual([]);
    expect(skippedAfter([failed('wild.f1.s1')], studyOf(1))).toHaveLength(5);
  });

  it.each([null, undefined])('gives up nothing where a study asks for that: %s', (asked) => {
    expect(skippedAfter(threeFailures, studyOf(asked))).toEqual([]);
  });

  it('keeps a variant of which one trial has succeeded', () => {
    expect(skippedAfter([...threeFailures, succeeded('wild.f0.s2')])).toEqual([]);
  });

  it('leaves what runs and what is paused to end as it may', () => {
    const control = {
      trials: { 'wild.f1.s2': { desired: 'pause', priority: null, sinceEdition: 1 } },
    } as const;
    const events = [...threeFailures, started('wild.f0.s2'), controlled(control)];
    expect(skippedAfter(events)).toEqual(['wild.f2.s2']);
  });

  it('holds nothing against a variant that befell a machine', () => {
    const lost = threeFailures.map((event) => ({ ...event, code: 'DEVICE_LOST' as const }));
    expect(skippedAfter(lost)).toEqual([]);
  });

  it('names the failures, and the last of them', () => {
    const late = failed('wild.f1.s1', { code: 'WEIGHTS_INVALID', at: '2026-11-28T01:00:00.000Z' });
    const record = [failed('wild.f0.s1'), late, failed('wild.f2.s1')].reduce<
      ReturnType<typeof newStudyRecord>
    >(applyEvent, newStudyRecord(studyOf(3)));
    expect(findTrialsToSkip(record)[0]).toEqual({
      trialId: 'wild.f0.s2',
      reason:
        '3 trials of this variant failed and none has succeeded, the last with WEIGHTS_INVALID in wild.f1.s1',
      causes: ['wild.f0.s1', 'wild.f1.s1', 'wild.f2.s1'],
    });
  });

  it('counts after a retry of the study only what fails then', () => {
    const retried = [...threeFailures, controlled({ edition: 2, sinceEdition: 2 })];
    expect(skippedAfter(retried)).toEqual([]);
    const again = threeFailures.map((event) => ({ ...event, edition: 2 }));
    expect(skippedAfter([...retried, ...again])).toEqual(others);
  });

  it('does not skip a trial again that alone was asked for again', () => {
    const trials = { 'wild.f1.s2': { desired: 'run', priority: null, sinceEdition: 2 } } as const;
    const retried = [...threeFailures, controlled({ edition: 2, trials })];
    expect(skippedAfter(retried)).toEqual(['wild.f0.s2', 'wild.f2.s2']);
  });
});
