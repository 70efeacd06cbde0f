import type { Study, TrialView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { pairCells } from './pair-cells.js';

const study = { foldPlan: { options: { folds: 6 } } } as unknown as Study;
const asked = { reference: 'full', arm: 'no-mixup', metric: 'balancedAccuracy' } as const;

const trialOf = (variant: string, fold: number, balancedAccuracy: number | null) =>
  ({
    trialId: `${variant}.f${fold}.s1`,
    variant,
    repeat: 0,
    fold,
    seed: 1,
    scores: balancedAccuracy === null ? null : { balancedAccuracy },
  }) as TrialView;

it('pairs the cells that both have, and marks those far from the others', () => {
  const differences = [0.01, 0.02, 0.01, 0.02, 0.01, -0.3];
  const trials = differences.flatMap((difference, fold) => [
    trialOf('no-mixup', fold, 0.6 + difference),
    trialOf('full', fold, 0.6),
    trialOf('other', fold, 0.1),
  ]);
  const pairs = pairCells(trials, study, asked);
  expect(pairs.map(({ trialId }) => trialId)).toEqual(
    differences.map((_, fold) => `no-mixup.f${fold}.s1`),
  );
  expect(pairs.map(({ difference }) => Number(difference.toFixed(6)))).toEqual(differences);
  expect(pairs.filter(({ isOutlier }) => isOutlier).map(({ short }) => short)).toEqual(['f5 s1']);
});

it('leaves out cells without a score, and marks nothing among few', () => {
  const trials = [
    trialOf('full', 0, 0.5),
    trialOf('no-mixup', 0, null),
    trialOf('full', 1, 0.5),
    trialOf('no-mixup', 1, 0.9),
    trialOf('no-mixup', 2, 0.9),
  ];
  const pairs = pairCells(trials, study, asked);
  expect(pairs.map(({ title, isOutlier }) => [title, isOutlier])).toEqual([
    ['fold 1, seed 1', false],
  ]);
});
