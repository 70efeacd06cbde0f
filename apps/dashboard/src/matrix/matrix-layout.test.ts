import type { Study, TrialView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { domainOf, layOutMatrix, valuesOf } from './matrix-layout.js';

const study = {
  variants: [
    { name: 'full', role: 'baseline' },
    { name: 'arm', role: 'arm' },
  ],
  foldPlan: { options: { folds: 2, repeats: 2 } },
  seeds: [3, 9],
} as unknown as Study;

function trialAt(variant: string, [repeat, fold, seed]: number[], balancedAccuracy?: number) {
  const scores = balancedAccuracy === undefined ? null : { balancedAccuracy };
  return { trialId: `${variant}.${seed}`, variant, repeat, fold, seed, scores } as TrialView;
}

const colouring = { metric: 'balancedAccuracy', isDifference: true } as const;

it('has a column for each repeat, fold and seed, and a cell where the plan has one', () => {
  const layout = layOutMatrix(study, [trialAt('arm', [1, 0, 9], 0.5)]);
  expect(layout.columns.map(({ place, seed }) => `${place} s${seed}`)).toEqual([
    ...['repeat 0, fold 0 s3', 'repeat 0, fold 0 s9', 'repeat 0, fold 1 s3', 'repeat 0, fold 1 s9'],
    ...['repeat 1, fold 0 s3', 'repeat 1, fold 0 s9', 'repeat 1, fold 1 s3', 'repeat 1, fold 1 s9'],
  ]);
  expect(layout.cells[1]?.findIndex((cell) => cell)).toBe(5);
});

it('takes the baseline of the same column off, and colours both directions alike', () => {
  const layout = layOutMatrix(study, [
    trialAt('full', [0, 0, 3], 0.5),
    trialAt('arm', [0, 0, 3], 0.4),
    trialAt('arm', [0, 1, 3], 0.9),
  ]);
  const values = valuesOf(layout, colouring);
  expect(values[1]?.[0]).toBeCloseTo(-0.1);
  // Without a baseline there is no difference.
  expect(values[1]?.[2]).toBeNull();
  const [low, high] = domainOf(values, colouring);
  expect([low, high]).toEqual([-high, expect.closeTo(0.1)]);
});
