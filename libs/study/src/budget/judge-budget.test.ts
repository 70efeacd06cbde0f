import { newControl, type Budget, type StudyEvent } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { applyControl, applyEvent, newStudyRecord } from '../progress/study-record.js';
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
