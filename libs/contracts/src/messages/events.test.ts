import { describe, expect, it } from 'vitest';
import { shortenEvent, studyEventSchema, type StudyEvent } from './events.js';

const at = '2026-12-01T00:00:00.000Z';
const named = { at, studyId: 's', trialId: 'full.f0.s1' };
const isTaken = (event: unknown) => studyEventSchema.safeParse(event).success;

const started = {
  type: 'trial.started',
  ...named,
  attempt: 1,
  worker: 'w',
  device: 'CPU',
  resumedAfterEpoch: null,
  epochs: 3,
} as const;
const progress = {
  type: 'trial.progress',
  ...named,
  phase: 'training',
  epoch: 1,
  step: 1,
  steps: 2,
  imagesPerSecond: 3.5,
} as const;
const epoch = {
  type: 'trial.epoch',
  ...named,
  record: {
    epoch: 1,
    stage: 'all',
    learningRate: 0.1,
    trainLoss: 1,
    trainAccuracy: 0.5,
    validationLoss: 1,
    validationAccuracy: 0.5,
    validationBalancedAccuracy: 0.5,
  },
} as const;
const failed = {
  type: 'trial.failed',
  ...named,
  code: 'TRIAL_DIVERGED',
  message: 'no number',
} as const;
const member = { type: 'ensemble.progress', at, studyId: 's', member: 1, members: 2 } as const;
const damaged = { type: 'trial.checkpointDamaged', ...named, key: 'k', message: 'm' } as const;

describe('an event that was read from Redis', () => {
  it.each<StudyEvent>([started, progress, epoch, failed, member, damaged])(
    'of type $type is taken',
    (event) => {
      expect(isTaken(event)).toBe(true);
    },
  );

  it.each<[StudyEvent, object]>([
    [started, { studyId: '../s' }],
    [started, { studyId: 's'.repeat(201) }],
    [started, { trialId: 't'.repeat(201) }],
    [started, { worker: 'w'.repeat(401) }],
    [started, { device: 'd'.repeat(1001) }],
    [started, { epochs: 0 }],
    [started, { epochs: 1e12 }],
    [started, { attempt: -1 }],
    [started, { resumedAfterEpoch: 1e12 }],
    [progress, { epoch: -1 }],
    [progress, { step: 1e12 }],
    [progress, { steps: -1 }],
    [progress, { imagesPerSecond: 1e300 }],
    [epoch, { record: { ...epoch.record, epoch: 1e12 } }],
    [epoch, { record: { ...epoch.record, stage: 's'.repeat(201) } }],
    [failed, { message: 'm'.repeat(10_001) }],
    [failed, { remedy: 'r'.repeat(10_001) }],
    [failed, { edition: 1e12 }],
    [member, { members: 1e12 }],
    [damaged, { key: 'k'.repeat(1025) }],
    [damaged, { message: 'm'.repeat(10_001) }],
  ])('is passed over with a part beyond its bound: %#', (event, changes) => {
    expect(isTaken({ ...event, ...changes })).toBe(false);
  });
});

it('cuts the messages of an event that are too long', () => {
  const short = shortenEvent({ ...failed, message: 'm'.repeat(1_000_000) });
  expect(short.message).toBe(`${'m'.repeat(9999)}…`);
  expect(isTaken(short)).toBe(true);
  expect(shortenEvent(failed)).toEqual(failed);
});
