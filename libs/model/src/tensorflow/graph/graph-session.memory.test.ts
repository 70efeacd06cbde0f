import { tf } from '@crossfold/graph/tensorflow';
import { expect, it } from 'vitest';
import { randomBatch, smallTraining } from '../small-training.fixture.js';
import { createGraphSession } from './graph-session.js';

it('keeps memory flat', () => {
  const tensorsBefore = tf.memory().numTensors;
  const graph = createGraphSession(smallTraining({ model: { dropout: 0.5 } }));
  const batch = randomBatch(1);
  const run = (steps: number) => {
    for (let step = 0; step < steps; step++) graph.step(batch, 1e-3);
    return process.memoryUsage().rss / 2 ** 20;
  };
  const early = run(100);
  const late = run(500);
  expect(late - early).toBeLessThan(100);
  expect(tf.memory().numTensors).toBe(tensorsBefore);
  graph.dispose();
});
