import { countDistinctViews, variantConfigSchema } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { buildClassifier } from '../../classifier.js';
import { initialiseParameters } from '../../weights/initialise.js';
import { createEagerPredictor } from '../eager-predictor.js';
import { testTimeViewSets } from '../test-time-views.js';
import { createPredictor } from './create-predictor.js';
import { createGraphPredictor } from './graph-predictor.js';

const sizePx = 32;
const config = variantConfigSchema.parse({ model: { backbone: 'tiny', imageSizePx: sizePx } });
const classifier = buildClassifier(config.model, 7);
const tensors = withStatistics(initialiseParameters(classifier, 1));
const stream = randomStream('images');
const images = Uint8Array.from({ length: 20 * sizePx * sizePx * 3 }, () => stream.integer(256));

/** The first images and how many they are. */
function take(count: number): [Uint8Array, number] {
  return [images.subarray(0, count * sizePx * sizePx * 3), count];
}

/** Fresh statistics are zeros and ones, under which a wrong folding would pass. */
function withStatistics(initial: TensorMap): TensorMap {
  const draws = randomStream('statistics');
  return new Map(
    [...initial].map(([name, value]) => {
      if (!/\/(gamma|beta|moving_mean|moving_variance|bias)$/.test(name)) return [name, value];
      const data = value.data.map(() => 0.5 + draws.uniform());
      return [name, { shape: value.shape, data }];
    }),
  );
}

it.each([
  ['graph', createGraphPredictor, 'none'],
  ['graph', createGraphPredictor, 'dihedral8'],
  ['folded', createPredictor, 'none'],
  ['folded', createPredictor, 'dihedral8'],
] as const)('agrees with the eager predictor: %s %#', (_, create, views) => {
  const eager = createEagerPredictor(classifier, tensors);
  const graph = create(classifier, tensors);
  for (const count of [8, 3, 8, 20]) {
    const expected = eager.predict(...take(count), views);
    const found = graph.predict(...take(count), views);
    expect(found).toHaveLength(count * 7);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
  }
  eager.dispose();
  graph.dispose();
});

it('predicts a view that several sets have once, and each set as if alone', () => {
  const sets = ['none', 'dihedral8', 'tenCrop', 'multiScale'] as const;
  const given = take(3);
  for (const create of [createEagerPredictor, createPredictor]) {
    const predictor = create(classifier, tensors);
    const found = predictor.predictSets(...given, sets);
    sets.forEach((set, s) => {
      const alone = predictor.predict(...given, set);
      expect(found[s]).toHaveLength(21);
      for (const [i, value] of alone.entries()) expect(found[s]?.[i]).toBeCloseTo(value, 6);
    });
    predictor.dispose();
  }
  // The image itself is in three of the sets, the centre in two.
  expect(testTimeViewSets(given[0], sizePx, sets).views).toHaveLength(8 + 10 + 1);
  expect(countDistinctViews(sets)).toBe(8 + 10 + 1);
  expect(countDistinctViews(['none', 'dihedral8', 'tenCrop'])).toBe(18);
  expect(countDistinctViews(['fiveCrop', 'multiScale'])).toBe(
    testTimeViewSets(given[0], sizePx, ['fiveCrop', 'multiScale']).views.length,
  );
});

it('says the same of an image in any batch, and keeps no tensors', () => {
  const tensorsBefore = tf.memory().numTensors;
  const graph = createGraphPredictor(classifier, tensors);
  const together = graph.predict(...take(8), 'none');
  expect(graph.predict(...take(3), 'none')).toEqual(together.subarray(0, 21));
  expect(graph.predict(...take(20), 'none').subarray(0, 56)).toEqual(together);
  graph.dispose();
  expect(tf.memory().numTensors).toBe(tensorsBefore);
});
