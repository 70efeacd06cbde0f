import { expect, it } from 'vitest';
import { AppError } from '../errors.js';
import { parseWith } from '../parse.js';
import { microBatchSize } from './training.js';
import { variantConfigSchema } from './variant.js';

function problemsOf(value: unknown): string {
  try {
    parseWith(variantConfigSchema, value, 'SPEC_INVALID', 'variant');
  } catch (error) {
    if (error instanceof AppError) return error.problems.join('; ');
    throw error;
  }
  return '';
}

it('keeps the meaning of a study that says nothing about newer options', () => {
  const { loss, training } = variantConfigSchema.parse({});
  expect(loss).toMatchObject({ name: 'focal', gamma: 2, classWeights: 'balanced' });
  expect(loss).toMatchObject({ labelSmoothing: 0, logitAdjustment: 0, reduction: 'batchMean' });
  expect(training.stages.map((stage) => stage.classWeights)).toEqual([true, true]);
});

it.each([
  [
    'margins with smooth labels',
    { name: 'ldam', labelSmoothing: 0.1 },
    'loss: unknown key "labelSmoothing"; it goes with name: crossEntropy or name: focal, not ldam',
  ],
  [
    'two shifts of the logits',
    { name: 'ldam', logitAdjustment: 1 },
    'loss: unknown key "logitAdjustment"; it goes with name: crossEntropy or name: focal, not ldam',
  ],
  [
    'the exponent of another loss',
    { name: 'ldam', gamma: 2 },
    'loss: unknown key "gamma"; it goes with name: focal, not ldam',
  ],
  [
    'the margin of another loss than the usual one',
    { maxMargin: 3 },
    'loss: unknown key "maxMargin"; it goes with name: ldam',
  ],
  ['a loss that is not there', { name: 'focl' }, 'loss.name: expected one of crossEntropy, focal'],
  [
    'an option under both of its names',
    { gamma: 1, focalGamma: 2 },
    'loss: unknown key "focalGamma"',
  ],
  ['weights of nothing', { classWeights: [0, 0, 0, 0, 0, 0, 0] }, 'at least one weight above 0'],
  ['an unknown scheme', { classWeights: 'inverse' }, 'loss.classWeights: expected one of none'],
  ['too few weights', { classWeights: [1] }, 'loss.classWeights'],
  ['a negative weight', { classWeights: [1, 1, 1, -1, 1, 1, 1] }, 'loss.classWeights[3]'],
  ['a β of one', { classWeights: 'effectiveNumber', effectiveNumberBeta: 1 }, 'Beta'],
  ['an unknown option', { gama: 2 }, 'unknown key "gama"; did you mean "gamma"?'],
])('refuses %s, by name', (_, loss, hint) => {
  expect(problemsOf({ loss })).toContain(hint);
});

it('takes every scheme of weights, and one list for all classes', () => {
  for (const classWeights of ['none', 'sqrtInverse', 'effectiveNumber', [1, 2, 3, 4, 5, 6, 0]]) {
    expect(problemsOf({ loss: { name: 'ldam', classWeights } })).toBe('');
  }
});

it('refuses more pieces of a batch than it has images, and tells how large a piece is', () => {
  const message = 'training.accumulateSteps: expected at most the 8 images of a batch, got 9';
  expect(problemsOf({ training: { batchSize: 8, accumulateSteps: 9 } })).toContain(message);
  expect(problemsOf({ training: { batchSize: 8, accumulateSteps: 8 } })).toBe('');
  expect(microBatchSize({ batchSize: 10, accumulateSteps: 4 })).toBe(3);
  expect(variantConfigSchema.parse({}).training.accumulateSteps).toBe(1);
});

const stage = { name: 'all', trainable: 'all', epochs: 3, learningRate: 1e-3 };

it.each([
  ['a warm-up as long as a stage', { schedule: { name: 'cosine', warmupEpochs: 3 } }, 'schedule: '],
  ['averages of a stage that may end early', { swa: { epochs: 2 } }, 'earlyStopping: '],
  [
    'two averages at a time',
    { swa: { epochs: 2 }, earlyStopping: null, emaDecay: 0.9 },
    'emaDecay: expected null with swa',
  ],
  [
    'an average of more epochs than there are',
    { swa: { epochs: 4 }, earlyStopping: null },
    'swa: expected at most the 3 epochs',
  ],
  [
    'a part of the network that has no name',
    { stages: [{ ...stage, trainable: 'backbone' }] },
    'expected head, all or { lastBlocks: N }',
  ],
])('refuses %s, by name', (_, training, hint) => {
  expect(problemsOf({ training: { stages: [stage], ...training } })).toContain(hint);
});
