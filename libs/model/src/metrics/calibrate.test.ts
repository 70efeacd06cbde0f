import type { InnerPredictions, Predictions } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { calibrate, scoreTemperatures } from './calibrate.js';

/** Answers that are right with 70 % and claim far more. */
function overconfident(key: string, images: number): Predictions {
  const stream = randomStream(key);
  const labels = Array.from({ length: images }, () => stream.integer(2));
  return {
    schemaVersion: 1,
    classes: ['mel', 'nv'],
    imageIds: labels.map((_, i) => `${key}-${i}`),
    labels,
    probabilities: labels.map((label) => {
      const answer = stream.uniform() < 0.7 ? label : 1 - label;
      return answer === 0 ? [0.98, 0.02] : [0.02, 0.98];
    }),
  };
}

const inner: InnerPredictions = {
  ...overconfident('inner', 2000),
  schemaVersion: 2,
  part: 'innerValidation',
  repeat: 0,
  fold: 0,
};

it('cools overconfident answers on images that the temperature was not fitted on', () => {
  const found = calibrate(inner, overconfident('outer', 2000));
  // 0.7 = σ(logit(0.98) / T)
  expect(found.temperature).toBeCloseTo(Math.log(49) / Math.log(7 / 3), 0);
  expect(found.images).toBe(2000);
  expect(found.ece.before).toBeGreaterThan(0.25);
  expect(found.ece.after).toBeLessThan(0.05);
  expect(found.nll.after).toBeLessThan(found.nll.before / 1.5);
});

it('pools parts with their own temperatures', () => {
  const predictions = overconfident('outer', 500);
  const same = scoreTemperatures([{ predictions, temperature: 1 }]);
  expect(same?.ece.after).toBeCloseTo(same?.ece.before ?? NaN, 9);
  const mixed = scoreTemperatures([
    { predictions, temperature: 1 },
    { predictions, temperature: 4.6 },
  ]);
  expect(mixed?.ece.after).toBeLessThan(mixed?.ece.before ?? 0);
  expect(scoreTemperatures([])).toBeNull();
});
