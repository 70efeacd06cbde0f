import { expect, it } from 'vitest';
import { trialStates } from './states.js';
import { withoutResultText } from './without-result.js';
import type { TrialCounts } from './study-state.js';

const none = Object.fromEntries(trialStates.map((state) => [state, 0])) as TrialCounts;

it('counts the trials that gave no result, by state', () => {
  expect(withoutResultText({ ...none, succeeded: 9 })).toBeNull();
  expect(withoutResultText({ ...none, succeeded: 9, skipped: 1 })).toBe(
    '1 trial of it has no result (1 skipped)',
  );
  expect(withoutResultText({ ...none, failed: 2, 'raced-out': 3, cancelled: 1 })).toBe(
    '6 trials of it have no result (2 failed, 3 raced out, 1 cancelled)',
  );
});
