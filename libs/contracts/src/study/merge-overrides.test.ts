import { expect, it } from 'vitest';
import { variantConfigSchema } from '../variant/variant.js';
import { mergeOverrides } from './merge-overrides.js';
import { studySpecSchema } from './study-spec.js';

const laidOver = (base: unknown, overrides: unknown) =>
  mergeOverrides(base, overrides, variantConfigSchema);

it('keeps of the options of a loss those that another one has too, when that is named', () => {
  const base = { loss: { name: 'focal', gamma: 1, labelSmoothing: 0.1, classWeights: 'none' } };
  expect(laidOver(base, { loss: { name: 'crossEntropy' } })).toEqual({
    loss: { name: 'crossEntropy', labelSmoothing: 0.1, classWeights: 'none' },
  });
  expect(laidOver(base, { loss: { name: 'ldam', maxMargin: 3 } })).toEqual({
    loss: { name: 'ldam', maxMargin: 3, classWeights: 'none' },
  });
  expect(laidOver({ loss: { gamma: 1 } }, { loss: { name: 'gce' } })).toEqual({
    loss: { name: 'gce' },
  });
});

it('does so for every choice by a name, however deep', () => {
  const training = { batchSize: 8, optimiser: { name: 'adamw', weightDecay: 0.1, beta1: 0.8 } };
  expect(laidOver({ training }, { training: { optimiser: { name: 'adam' } } })).toEqual({
    training: { batchSize: 8, optimiser: { name: 'adam', beta1: 0.8 } },
  });
  const model = { weights: { from: 'file', path: '/a.h5' } };
  expect(laidOver({ model }, { model: { weights: { from: 'imagenet' } } })).toEqual({
    model: { weights: { from: 'imagenet' } },
  });
  const spec = { baseline: { loss: { gamma: 1 } } };
  expect(mergeOverrides(spec, { baseline: { loss: { name: 'gce' } } }, studySpecSchema)).toEqual({
    baseline: { loss: { name: 'gce' } },
  });
});

it('keeps all where no name is given, and what the schema does not know', () => {
  const base = { loss: { gamma: 1, gama: 2 }, other: { a: 1 } };
  expect(laidOver(base, { loss: { labelSmoothing: 0.1 } })).toEqual({
    loss: { gamma: 1, gama: 2, labelSmoothing: 0.1 },
    other: { a: 1 },
  });
  expect(laidOver(base, { loss: { name: 'gce' }, other: { b: 2 } })).toEqual({
    loss: { name: 'gce', gama: 2 },
    other: { a: 1, b: 2 },
  });
  expect(laidOver(base, { loss: { name: 'nothing' } })).toMatchObject({ loss: { gamma: 1 } });
});

it('keeps the options that an earlier study file gave for the loss that an arm names', () => {
  const base = { loss: { name: 'crossEntropy', focalGamma: 3 } };
  const merged = laidOver(base, { loss: { name: 'focal' } });
  expect(variantConfigSchema.parse(merged).loss).toMatchObject({ name: 'focal', gamma: 3 });
  const other = laidOver({ loss: { focalGamma: 3 } }, { loss: { name: 'ldam' } });
  expect(variantConfigSchema.parse(other).loss).toMatchObject({ name: 'ldam', maxMargin: 15 });
});
