import { expect, it } from 'vitest';
import { predictImages } from './prediction.js';

const images = {
  sizePx: 1,
  imageIds: ['a', 'b'],
  labels: Int32Array.of(0, 1),
  readBatch: (indices: Uint32Array) => Promise.resolve(new Uint8Array(3 * indices.length)),
};

it.each([Number.NaN, Infinity])('ends a trial by name whose model answers %s', async (odd) => {
  const running = predictImages(() => Float32Array.of(0.5, 0.5, odd, 0.5), images, {
    indices: Uint32Array.of(0, 1),
    classes: 2,
    predicted: null,
    phase: 'validating',
    epoch: 3,
    afterBatch: () => Promise.resolve(),
  });
  await expect(running.next()).rejects.toMatchObject({
    code: 'TRIAL_DIVERGED',
    message: `expected finite probabilities when validating after epoch 3, got ${odd}`,
  });
});
