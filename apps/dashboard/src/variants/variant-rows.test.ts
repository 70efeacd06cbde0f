import type { Configuration, Study, TrialView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { differingPaths, tableScores, variantRows } from './variant-rows.js';

const study = {
  dataset: { classes: ['a', 'b', 'c'] },
  variants: [
    { name: 'full', role: 'baseline' },
    { name: 'arm', role: 'arm' },
  ],
} as unknown as Study;

const trialOf = (trialId: string, variant: string, balancedAccuracy: number | null) =>
  ({
    trialId,
    variant,
    state: balancedAccuracy === null ? 'failed' : 'succeeded',
    scores: balancedAccuracy === null ? null : { balancedAccuracy },
  }) as TrialView;

const configuration: Configuration = {
  baseline: 'full',
  settings: [
    { path: 'model.dropout', value: '0.2' },
    { path: 'loss.gamma', value: '2' },
  ],
  arms: [{ name: 'arm', differences: [{ path: 'loss.gamma', baseline: '2', arm: null }] }],
};

it('has mean, sample deviation and n of all cells that succeeded, and says how many are lost', () => {
  const trials = new Map(
    [
      trialOf('a', 'full', 0.4),
      trialOf('b', 'full', 0.6),
      trialOf('c', 'full', null),
      trialOf('d', 'arm', 0.5),
    ].map((trial) => [trial.trialId, trial]),
  );
  const [full, arm] = variantRows({ study, trials, interim: null, report: null, configuration });
  expect(full?.cells).toEqual({ succeeded: 2, planned: 3, lost: 1 });
  const { mean, sd, n } = full?.scores.balancedAccuracy ?? { mean: 0, sd: 0, n: 0 };
  expect([mean, sd, n]).toEqual([0.5, expect.closeTo(Math.sqrt(0.02)), 2]);
  expect(arm?.scores.balancedAccuracy).toEqual({ mean: 0.5, sd: null, n: 1 });
  // Nothing was tested before the report.
  expect(arm).toMatchObject({ adjustedP: null, verdict: '', difference: null });
  expect([...(arm?.settings ?? [])]).toEqual([['model.dropout', '0.2']]);
  expect(differingPaths(configuration)).toEqual(['loss.gamma']);
});

it('shows no score that says nothing of so few classes', () => {
  const of = (classes: string[]) =>
    tableScores({ dataset: { name: 'd', manifestSha256: '', classes } });
  expect(of(['a', 'b'])).not.toContain('top2');
  expect(of(['a', 'b'])).toContain('macroRocAuc');
  expect(of(['a', 'b', 'c'])).toContain('top2');
  expect(of(['a', 'b', 'c'])).not.toContain('top3');
});
