import { newControl, type Budget, type Failure, type StudyEvent } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import {
  applyControl,
  applyEvent,
  applyFailure,
  applyPrice,
  newStudyRecord,
  settleFrom,
} from '../progress/study-record.js';
import { applyTrialEnds, listTrialEnds } from '../progress/trial-ends.js';
import { tallyTrials } from '../progress/trial-tally.js';
import { studyOf } from '../progress/stored-study.fixture.js';
import { fitsBudget, judgeBudget, usedHours } from './judge-budget.js';

const begun = Date.parse('2026-12-01T00:00:00.000Z');
const at = (hours: number) => new Date(begun + hours * 3_600_000);

/** A study of four trials, of which one took an hour and another began when it ended. */
function recordOf(budget: Budget) {
  const study = studyOf('s', { seeds: [1, 2], budget });
  const trial = (trialId: string, hours: number) => {
    const named = { at: at(hours).toISOString(), studyId: 's', trialId };
    return { ...named, attempt: 1, worker: 'w', device: 'CPU', resumedAfterEpoch: null, epochs: 1 };
  };
  const failed = { code: 'TRIAL_DIVERGED', message: 'diverged' } as const;
  const events: StudyEvent[] = [
    { type: 'trial.started', ...trial('full.f0.s1', 0) },
    {
      type: 'trial.failed',
      at: at(1).toISOString(),
      studyId: 's',
      trialId: 'full.f0.s1',
      ...failed,
    },
    { type: 'trial.started', ...trial('full.f1.s1', 1) },
  ];
  return events.reduce(applyEvent, newStudyRecord(study));
}

const context = (hours: number, changes = {}) => ({
  now: at(hours),
  pricePerHour: null,
  expectedSeconds: 3600,
  inFlight: 1,
  ...changes,
});

it('counts what has ended and what runs', () => {
  expect(usedHours(recordOf({ maxHours: 9 }), at(1.5))).toBeCloseTo(1.5);
});

const named = (hours: number) => ({
  at: at(hours).toISOString(),
  studyId: 's',
  trialId: 'full.f1.s1',
});
const begins = (hours: number, attempt: number): StudyEvent => {
  const more = { worker: 'w', device: 'CPU', resumedAfterEpoch: null, epochs: 1 };
  return { type: 'trial.started', ...named(hours), attempt, ...more };
};
const progress = (hours: number): StudyEvent => {
  const more = { epoch: 1, step: 1, steps: 2, imagesPerSecond: null, phase: 'training' } as const;
  return { type: 'trial.progress', ...named(hours), ...more };
};
const handedBack = (hours: number): StudyEvent => {
  return { type: 'trial.requeued', ...named(hours), reason: 'its worker left' };
};

// The hour of another trial comes to these; the first attempt began when that had passed.
it.each<[string, StudyEvent[], number]>([
  ['one that was handed back and waits', [handedBack(10)], 10],
  ['one that was paused', [{ type: 'trial.paused', ...named(10) }], 10],
  ['one that is told of twice', [handedBack(10), handedBack(11), handedBack(10)], 10],
  ['one that goes on', [handedBack(10), begins(12, 2)], 18],
  ['one that was lost, until it was heard of last', [progress(4), begins(12, 2)], 12],
  [
    'one that gave the result in the end',
    [
      handedBack(10),
      begins(12, 2),
      { type: 'trial.succeeded', ...named(13), scores: {} as never, seconds: 3600 },
    ],
    11,
  ],
  [
    'one that took its result from another one in the end',
    [
      handedBack(10),
      begins(12, 2),
      {
        type: 'trial.succeeded',
        ...named(13),
        scores: {} as never,
        seconds: 7,
        takenFrom: 'other',
      },
    ],
    10,
  ],
])('counts all attempts of %s', (_, events, hours) => {
  const record = events.reduce(applyEvent, recordOf({ maxHours: 10 }));
  expect(usedHours(record, at(20))).toBeCloseTo(hours);
  expect(record.tally).toEqual(tallyTrials(record.trials.values()));
});

it('counts a failed attempt of a trial that is tried again', () => {
  const failed = { code: 'TRIAL_DIVERGED', message: 'diverged' } as const;
  const record = applyEvent(recordOf({ maxHours: 9 }), {
    type: 'trial.failed',
    ...named(3),
    ...failed,
  });
  const retried = applyControl(record, {
    ...newControl('s'),
    revision: 1,
    edition: 2,
    sinceEdition: 2,
  });
  expect(retried.trials.get('full.f1.s1')?.state).toBe('queued');
  expect(usedHours(retried, at(9))).toBeCloseTo(3);
});

it('counts the attempt that failed of a trial whose end the store told', () => {
  const running = recordOf({ maxHours: 9 });
  const failedAt = at(4).toISOString();
  const failure: Failure = {
    schemaVersion: 1,
    studyId: 's',
    trialId: 'full.f1.s1',
    attempt: 1,
    edition: 1,
    code: 'TRIAL_DIVERGED',
    message: 'diverged',
    remedy: 'none',
    failedAt,
  };
  const ended = settleFrom(running, applyFailure(newStudyRecord(running.study), failure));
  expect(usedHours(ended, at(9))).toBeCloseTo(4);
  expect(
    usedHours(applyTrialEnds(newStudyRecord(running.study), listTrialEnds(ended, 1)), at(9)),
  ).toBeCloseTo(4);
});

it('counts each attempt by the price at which it began, and the others by the dearest', () => {
  const priced = applyPrice(recordOf({ maxCost: 20 }), 'full.f1.s1', 4);
  const again = [handedBack(3), begins(5, 2)].reduce(applyEvent, priced);
  const record = applyPrice(again, 'full.f1.s1', 0.5);
  // An hour without a price noted, two hours at 4, and two at 0.5.
  const prices = { pricePerHour: 8 };
  const judged = (maxCost: number, more = {}) =>
    judgeBudget(
      applyControl(record, { ...newControl('s'), revision: 1, budget: { maxCost } }),
      context(7, { ...prices, ...more }),
    );
  expect(judged(17)?.message).toMatch(/cost 17 of 17/);
  expect(judged(17.01)).toBeNull();
  // The next trial takes an hour, where that costs most.
  expect(judged(24.9, { inFlight: 0 })?.message).toMatch(/cost 17 of 24.9 .* next trial/);
  expect(judged(25.1, { inFlight: 0 })).toBeNull();
  expect(record.tally).toEqual(tallyTrials(record.trials.values()));
});

it.each<[string, Budget, number, object, RegExp | null]>([
  ['what is left', { maxHours: 3 }, 1.5, {}, null],
  ['hours that are used', { maxHours: 1.5 }, 1.5, {}, /used 1.5 of 1.5 hours of slots/],
  ['a cost below the limit', { maxCost: 4 }, 1.5, { pricePerHour: 2 }, null],
  ['a cost at the limit', { maxCost: 3 }, 1.5, { pricePerHour: 2 }, /cost 3.0 of 3 \(maxCost\)/],
  ['a cost without a price', { maxCost: 0.1 }, 1.5, {}, null],
  ['a deadline ahead', { deadline: '2026-12-01T03:00:00+01:00' }, 1.5, {}, null],
  ['a deadline', { deadline: '2026-12-01T02:30:00+01:00' }, 1.5, {}, /reached 2026-12-01T02:30/],
  ['a next trial while one runs', { maxHours: 2 }, 1.5, {}, null],
  ['a next trial alone', { maxHours: 2 }, 1.5, { inFlight: 0 }, /next trial takes about 1.0 h/],
  [
    'a next trial after the deadline',
    { deadline: '2026-12-01T02:00:00Z' },
    1.5,
    { inFlight: 0 },
    /would end after/,
  ],
  [
    'a next trial of unknown length',
    { maxHours: 2 },
    1.5,
    { inFlight: 0, expectedSeconds: null },
    null,
  ],
])('judges %s', (_, budget, hours, changes, message) => {
  const judged = judgeBudget(recordOf(budget), context(hours, changes));
  if (message) expect(judged).toMatchObject({ message: expect.stringMatching(message) as string });
  else expect(judged).toBeNull();
});

it('lets another trial begin that ends within it beside those that run', () => {
  // 1.5 h are used, what runs needs half an hour more, and the next one an hour.
  expect(fitsBudget(recordOf({ maxHours: 3.01 }), context(1.5))).toBe(true);
  expect(fitsBudget(recordOf({ maxHours: 2.99 }), context(1.5))).toBe(false);
  expect(fitsBudget(recordOf({ deadline: '2026-12-01T02:31:00Z' }), context(1.5))).toBe(true);
  expect(fitsBudget(recordOf({ deadline: '2026-12-01T02:29:00Z' }), context(1.5))).toBe(false);
});

it('stops all that has not ended, and lets it go on with another budget', () => {
  const record = recordOf({ maxHours: 1 });
  const outOfBudget = judgeBudget(record, context(2));
  if (!outOfBudget) throw new Error('expected it to be spent');
  const stopped = applyControl(record, { ...newControl('s'), revision: 1, outOfBudget });
  const states = () => [...stopped.trials.values()].map(({ state }) => state);
  expect(states()).toEqual(['failed', 'running', 'cancelled', 'cancelled']);
  expect(judgeBudget(stopped, context(2))).toBeNull();
  const again = { ...newControl('s'), revision: 2, edition: 2, budget: { maxHours: 9 } };
  const open = applyControl(stopped, again);
  expect([...open.trials.values()].map(({ state }) => state)).toEqual([
    'failed',
    'running',
    'queued',
    'queued',
  ]);
  expect(judgeBudget(open, context(2))).toBeNull();
});
