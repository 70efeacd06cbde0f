import { GraphCache, tf } from '@crossfold/graph/tensorflow';
import { expect, it } from 'vitest';
import { differingTrials, randomBatch, smallTraining } from '../small-training.fixture.js';
import type { TrainingSessionOptions } from '../training-session.js';
import { createGraphSession } from './graph-session.js';

it('does not grow from trial to trial, whether they share graphs or not', () => {
  const graphs = new GraphCache();
  const trials = differingTrials();
  const tensors = tf.memory().numTensors;
  const trial = (changes: Partial<TrainingSessionOptions>) => {
    const session = createGraphSession(smallTraining({ graphs, ...changes }));
    session.step(randomBatch(1), 1e-3);
    session.read('all');
    session.dispose();
  };
  const run = (first: number, last: number) => {
    for (let i = first; i < last; i++) {
      for (const options of trials) trial(options);
      trial({ clipNorm: 1 + i });
    }
    return process.memoryUsage().rss / 2 ** 20;
  };
  const early = run(0, 6);
  const late = run(6, 18);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(late - early).toBeLessThan(100);
  graphs.clear();
});
