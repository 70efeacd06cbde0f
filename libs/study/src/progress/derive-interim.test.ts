import {
  interimSchema,
  newControl,
  scoreNames,
  type Scores,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { deriveInterim } from './derive-interim.js';
import { applyEvent, newStudyRecord } from './study-record.js';

const at = '2026-11-28T00:00:00.000Z';
const study = {
  studyId: 's',
  name: 's',
  submittedAt: at,
  seeds: [1, 2],
  variants: [
    { name: 'full', role: 'baseline' },
    { name: 'no-focal', role: 'arm' },
    { name: 'no-dropout', role: 'arm' },
  ],
  foldPlan: {
    options: { folds: 2, protocol: 'grouped' },
    leak: { leakedImages: 0, poolImages: 100 },
  },
} as unknown as Study;

const succeeded = (trialId: string, balancedAccuracy: number): StudyEvent => ({
  type: 'trial.succeeded',
  at,
  studyId: 's',
  trialId,
  seconds: 10,
  scores: {
    ...(Object.fromEntries(scoreNames.map((name) => [name, 0])) as Scores),
    balancedAccuracy,
  },
});
const failed = (trialId: string): StudyEvent => ({
  type: 'trial.failed',
  at,
  studyId: 's',
  trialId,
  code: 'TRIAL_DIVERGED',
  message: 'expected a finite loss, got NaN',
  edition: 1,
});

const interimAfter = (...events: StudyEvent[]) =>
  deriveInterim(events.reduce(applyEvent, newStudyRecord(study)));
const standing = (name: string, ...events: StudyEvent[]) =>
  interimAfter(...events).variants.find((variant) => variant.name === name);

describe('deriveInterim', () => {
  it('compares an arm of a design with the reference of that design', () => {
    const variants = study.variants.map((variant) =>
      variant.name === 'no-dropout' ? { ...variant, reference: 'no-focal' } : variant,
    );
    const ends = [
      ['full', 0.9],
      ['no-focal', 0.5],
      ['no-dropout', 0.6],
    ] as const;
    const record = ends
      .map(([name, score]) => succeeded(`${name}.f0.s1`, score))
      .reduce(applyEvent, newStudyRecord({ ...study, variants }));
    const [, , arm] = deriveInterim(record).variants;
    expect(arm).toMatchObject({ reference: 'no-focal', comparison: { pairs: 1 } });
    expect(arm?.comparison?.difference?.mean).toBeCloseTo(0.1, 12);
  });

  it('has a row without numbers for each variant of a study that has just begun', () => {
    const { variants, notes } = interimSchema.parse(interimAfter());
    const none = { planned: 4, succeeded: 0, failed: 0, skipped: 0, racedOut: 0, cancelled: 0 };
    expect(variants).toEqual([
      { name: 'full', role: 'baseline', cells: none, score: null, comparison: null },
      ...['no-focal', 'no-dropout'].map((name) => ({
        name,
        role: 'arm',
        cells: none,
        score: null,
        comparison: { pairs: 0, difference: null },
      })),
    ]);
    expect(notes[0]).toMatch(/^Interim/);
  });

  it('gives mean and spread of the cells that succeeded, and differences of pairs alone', () => {
    const events = [
      // The baseline: mean (70 + 60 + 65) / 3 = 65, squares 25 + 25 + 0 over 2: sd 5 points.
      succeeded('full.f0.s1', 0.7),
      succeeded('full.f1.s1', 0.6),
      succeeded('full.f0.s2', 0.65),
      // The arm: 66 and 62 have a partner, −4 and +2; 90 has none yet.
      succeeded('no-focal.f0.s1', 0.66),
      succeeded('no-focal.f1.s1', 0.62),
      succeeded('no-focal.f1.s2', 0.9),
      failed('no-focal.f0.s2'),
    ];
    expect(standing('full', ...events)?.score?.mean).toBeCloseTo(0.65, 12);
    expect(standing('full', ...events)?.score?.sd).toBeCloseTo(0.05, 12);
    const arm = standing('no-focal', ...events);
    expect(arm?.cells).toMatchObject({ planned: 4, succeeded: 3, failed: 1 });
    expect(arm?.score?.mean).toBeCloseTo((0.66 + 0.62 + 0.9) / 3, 12);
    expect(arm?.comparison?.pairs).toBe(2);
    // Mean −1 point; deviations −3 and +3: sd √(9 + 9) points.
    expect(arm?.comparison?.difference?.mean).toBeCloseTo(-0.01, 12);
    expect(arm?.comparison?.difference?.sd).toBeCloseTo(Math.sqrt(18) / 100, 12);
    expect(standing('no-dropout', ...events)?.score).toBeNull();
  });

  it('gives a single cell no spread, and counts an end that is told twice once', () => {
    const events = [succeeded('full.f0.s1', 0.7), succeeded('no-focal.f0.s1', 0.75)];
    const arm = standing('no-focal', ...events, ...events);
    expect(arm?.score).toEqual({ mean: 0.75, sd: null });
    expect(arm?.comparison).toMatchObject({ pairs: 1, difference: { sd: null } });
  });

  it('takes up a failed cell that is tried again, and keeps what succeeded', () => {
    const retry: StudyEvent = {
      type: 'study.controlled',
      at,
      studyId: 's',
      command: 'retry',
      onlyTrial: null,
      control: { ...newControl('s'), revision: 1, edition: 2, sinceEdition: 2 },
    };
    const events = [succeeded('full.f0.s1', 0.7), failed('full.f1.s1'), retry];
    expect(standing('full', ...events)?.cells).toMatchObject({ succeeded: 1, failed: 0 });
    const again = [...events, failed('full.f1.s1'), succeeded('full.f1.s1', 0.8)];
    expect(standing('full', ...again)?.cells).toMatchObject({ succeeded: 2, failed: 0 });
    expect(standing('full', ...again)?.score?.mean).toBeCloseTo(0.75, 12);
  });

  it('says first that a plan leaks', () => {
    const leak = { leakedImages: 40, poolImages: 100 };
    const leaking = {
      ...study,
      foldPlan: { options: { folds: 2, protocol: 'image' }, leak },
    } as unknown as Study;
    expect(deriveInterim(newStudyRecord(leaking)).notes[0]).toMatch(/^LEAK: 40.0 % /);
  });
});
