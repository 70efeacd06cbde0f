import { tf } from '@crossfold/graph/tensorflow';
import { expect, it } from 'vitest';
import { createEagerSession } from './eager-session.js';
import { createGraphSession } from './graph/graph-session.js';
import { colouredBatch, randomBatch, smallTraining } from './small-training.fixture.js';

it.each([null, 3])('trains compiled as eagerly on changed colours, in pieces of %s', (size) => {
  const before = tf.memory().numTensors;
  const options = smallTraining({ microBatchSize: size });
  const eager = createEagerSession(options);
  const graph = createGraphSession(options);
  graph.prepare({
    batchSizes: [8, 5],
    augmentation: { transforms: 8, operations: 32, colours: 4, cutouts: 4 },
    predictionBatch: 8,
  });
  for (const [key, images] of [8, 5, 8].entries()) {
    const batch = colouredBatch(key, images);
    const expected = eager.step(batch, 1e-3);
    const found = graph.step(batch, 1e-3);
    expect(Math.abs(found.loss / expected.loss - 1)).toBeLessThan(1e-4);
  }
  // Without them the loss is another: what was compared is what they do.
  const plain = createGraphSession(options);
  const first = createGraphSession(options);
  const apart = first.step(colouredBatch(0), 1e-3).loss - plain.step(randomBatch(0), 1e-3).loss;
  expect(Math.abs(apart)).toBeGreaterThan(1e-3);
  for (const session of [eager, graph, plain, first]) session.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
