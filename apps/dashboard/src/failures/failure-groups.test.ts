import type { TrialView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { groupFailures } from './failure-groups.js';

const trialOf = (trialId: string, state: string, message: string) =>
  ({
    trialId,
    variant: 'full',
    state,
    error: { code: 'TRIAL_DIVERGED', message, remedy: 'Lower the rate.' },
  }) as TrialView;

it('joins failures whose messages differ in numbers alone, the most frequent cause first', () => {
  const groups = groupFailures([
    trialOf('a', 'failed', 'expected a file, got none'),
    trialOf('b', 'failed', 'expected a finite loss, got NaN at step 12'),
    trialOf('c', 'skipped', 'expected a finite loss, got NaN at step 340'),
    trialOf('d', 'succeeded', ''),
  ]);
  expect(groups.map(({ trials }) => trials.map(({ trialId }) => trialId))).toEqual([
    ['b', 'c'],
    ['a'],
  ]);
  expect(groups[0]).toMatchObject({ code: 'TRIAL_DIVERGED', remedy: 'Lower the rate.' });
});
