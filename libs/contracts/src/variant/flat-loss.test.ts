import { expect, it } from 'vitest';
import { readFlatLoss } from './flat-loss.js';
import { lossConfigSchema } from './loss.js';

/** A whole loss as studies of before November 2026 store it. */
const stored = {
  name: 'focal',
  focalGamma: 1,
  classWeights: 'balanced',
  effectiveNumberBeta: 0.999,
  reduction: 'batchMean',
  labelSmoothing: 0,
  logitAdjustment: 0,
  ldamMaxMargin: 15,
};
const shared = { classWeights: 'balanced', effectiveNumberBeta: 0.999, reduction: 'batchMean' };
const plain = { labelSmoothing: 0, logitAdjustment: 0 };

it.each([
  ['focal', { ...shared, ...plain, gamma: 1 }],
  ['crossEntropy', { ...shared, ...plain }],
  ['ldam', { ...shared, maxMargin: 15 }],
])('reads a stored %s, without what had no effect on it', (name, options) => {
  expect(lossConfigSchema.parse({ ...stored, name })).toEqual({ name, ...options });
});

it.each([
  [{ focalGamma: 0.5 }, { name: 'focal', gamma: 0.5 }],
  [
    { name: 'ldam', ldamMaxMargin: 3, focalGamma: 5 },
    { name: 'ldam', maxMargin: 3 },
  ],
  [{ name: 'crossEntropy', focalGamma: 3, labelSmoothing: 0.1 }, { labelSmoothing: 0.1 }],
])('reads %o of a study file', (written, expected) => {
  const found = lossConfigSchema.parse(written);
  expect(found).toMatchObject(expected);
  expect(lossConfigSchema.parse(found)).toEqual(found);
});

it.each([
  [{ name: 'ldam', labelSmoothing: 0.1 }],
  [{ name: 'gce', labelSmoothing: 0 }],
  [{ name: 'crossEntropy', focalGamma: 'two' }],
  [{ gamma: 1, focalGamma: 2 }],
  ['focal'],
  [null],
  [[]],
])('leaves %o as it is, for the schema to refuse', (written) => {
  expect(readFlatLoss(written)).toEqual(written);
  expect(lossConfigSchema.safeParse(written).success).toBe(false);
});
