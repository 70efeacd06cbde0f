import {
  listTrials,
  newControl,
  scoreNames,
  type Control,
  type Scores,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { raceThreshold } from '@crossfold/model';
import { describe, expect, it } from 'vitest';
import { applyEvent, newStudyRecord, type StudyRecord } from '../progress/study-record.js';
import { decideRace } from './decide-race.js';
import { findTrialsToDrop } from './trials-to-drop.js';

const at = '2026-11-30T00:00:00.000Z';
const base = { at, studyId: 's' };

const study = {
  studyId: 's',
  name: 's',
  submittedAt: at,
  foldPlan: { options: { folds: 3 } },
  seeds: [1, 2],
  variants: [
    { name: 'full', role: 'baseline' },
    { name: 'same', role: 'arm', isNull: true },
    { name: 'near', role: 'arm' },
    { name: 'far', role: 'arm' },
  ],
  ensemble: null,
  racing: { keep: 1, confidence: 0.95, minCells: 3, nullArms: false },
} as unknown as Study;
/** By fold. */
const scoresOf: Readonly<Record<string, readonly number[]>> = {
  full: [0.8, 0.81, 0.82],
  same: [0.1, 0.12, 0.11],
  near: [0.81, 0.79, 0.825],
  far: [0.4, 0.42, 0.41],
};

function succeeded({
  trialId,
  variant,
  fold,
}: {
  readonly trialId: string;
  readonly variant: string;
  readonly fold: number;
}) {
  const score = scoresOf[variant]?.[fold] ?? NaN;
  const scores = Object.fromEntries(scoreNames.map((name) => [name, score])) as Scores;
  return { ...base, type: 'trial.succeeded', trialId, scores, seconds: 1 } as const;
}

const firstSeed = listTrials(study).filter(({ seed }) => seed === 1);

function recordAfter(events: readonly StudyEvent[], of = study): StudyRecord {
  return events.reduce(applyEvent, newStudyRecord(of));
}

/** The dropped of the first decision. */
function droppedAfter(events: readonly StudyEvent[], changes: Partial<Study> = {}) {
  const decision = decideRace(recordAfter(events, { ...study, ...changes }), [], at);
  return decision && decision.drops.map(({ variant }) => variant);
}

const ended = firstSeed.map(succeeded);
const waiting = ['far.f0.s2', 'far.f1.s2', 'far.f2.s2'];

describe('decideRace', () => {
  it('drops what cannot catch up, with its numbers and the trials that wait', () => {
    const decision = decideRace(recordAfter(ended), [], at);
    expect(decision).toMatchObject({ number: 1, edition: 1, cells: 3, plannedCells: 6, racers: 3 });
    const rule = { keep: 1, confidence: 0.95, minCells: 3, plannedCells: 6, racers: 3 };
    expect(decision?.threshold).toBe(raceThreshold(rule, 3));
    // The null arm neither leaves nor rules out, though it scores least.
    expect(decision?.racing.map(({ variant }) => variant)).toEqual(['full', 'near', 'far']);
    expect(decision?.drops.map(({ variant }) => variant)).toEqual(['far']);
    expect(decision?.drops[0]?.trialIds).toEqual(waiting);
    expect(decision?.drops[0]?.leads[0]).toMatchObject({ rival: 'full' });
    expect(decision?.drops[0]?.leads[0]?.difference).toBeCloseTo(0.4, 2);
  });

  it('says the same in whatever order cells end, and whatever has ended beyond the look', () => {
    const beyond = succeeded({ trialId: 'near.f0.s2', variant: 'near', fold: 0 });
    const other = decideRace(recordAfter([beyond, ...ended.toReversed()]), [], at);
    expect(other).toEqual(decideRace(recordAfter(ended), [], at));
  });

  it('waits for the whole block', () => {
    const late = ended.filter(({ trialId }) => trialId !== 'near.f2.s1');
    expect(droppedAfter(late)).toBeNull();
    // Of a null arm nobody waits for the end.
    expect(droppedAfter(ended.filter(({ trialId }) => trialId !== 'same.f2.s1'))).toEqual(['far']);
  });

  it('keeps an arm that lacks a score, and one that votes in the ensemble', () => {
    const failed = ended.map((event): StudyEvent =>
      event.trialId === 'far.f1.s1'
        ? {
            ...base,
            type: 'trial.failed',
            trialId: 'far.f1.s1',
            code: 'TRIAL_DIVERGED',
            message: 'm',
          }
        : event,
    );
    expect(droppedAfter(failed)).toBeNull();
    const ensemble = { variant: 'full', partners: ['far'] } as unknown as Study['ensemble'];
    expect(droppedAfter(ended, { ensemble })).toBeNull();
  });

  it('drops a null arm only where that is said', () => {
    const racing = { keep: 1, confidence: 0.95, minCells: 3, nullArms: true };
    expect(droppedAfter(ended, { racing })).toEqual(['same', 'far']);
  });

  it('keeps the bare variant of addOneIn, whatever it scores: others are compared with it', () => {
    const variants = study.variants.map((variant) =>
      variant.name === 'near' ? { ...variant, reference: 'far' } : variant,
    );
    expect(droppedAfter(ended, { variants })).toBeNull();
  });

  it('does nothing without being asked to', () => {
    const { racing: _, ...plain } = study;
    expect(decideRace(recordAfter(ended, plain), [], at)).toBeNull();
  });

  it('looks at those who are left, and never again at who has left', () => {
    const record = recordAfter(listTrials(study).map(succeeded));
    const first = decideRace(recordAfter(ended), [], at);
    if (!first) throw new Error('expected a decision, got none');
    const rest = decideRace(record, [first], at);
    expect(rest?.drops.map(({ variant }) => variant) ?? []).not.toContain('far');
  });
});

describe('findTrialsToDrop', () => {
  const record = recordAfter(ended);
  const decision = decideRace(record, [], at);
  const decisions = decision ? [decision] : [];
  const controlled = (change: Partial<Control>): StudyEvent => ({
    ...base,
    type: 'study.controlled',
    command: 'revive',
    onlyTrial: null,
    control: { ...newControl('s'), revision: 1, ...change },
  });
  const idsOf = (of: StudyRecord) => findTrialsToDrop(of, decisions).map(({ trialId }) => trialId);

  it('names what waits, whatever the queue and the events of before', () => {
    expect(idsOf(record)).toEqual(waiting);
    expect(findTrialsToDrop(record, decisions)[0]?.reason).toContain(
      'after 3 of 6 cells far can no longer be among the best: full is',
    );
    const out: StudyEvent = {
      ...base,
      type: 'trial.racedOut',
      trialId: 'far.f0.s2',
      reason: 'r',
      remedy: 'r',
    };
    const after = applyEvent(record, out);
    expect(after.trials.get('far.f0.s2')?.state).toBe('raced-out');
    expect(idsOf(after)).toEqual(waiting.slice(1));
    // A retry of the study is of what failed.
    const retried = applyEvent(after, controlled({ edition: 2, sinceEdition: 2 }));
    expect(retried.trials.get('far.f0.s2')?.state).toBe('raced-out');
  });

  it('leaves what was revived', () => {
    const own = { desired: 'run', priority: null, sinceEdition: 2 } as const;
    const revived = applyEvent(record, controlled({ edition: 2, trials: { 'far.f0.s2': own } }));
    expect(revived.trials.get('far.f0.s2')?.state).toBe('queued');
    expect(idsOf(revived)).toEqual(waiting.slice(1));
  });
});
