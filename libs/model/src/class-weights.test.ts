import { expect, it } from 'vitest';
import { classWeights } from './class-weights.js';

/** Images per class of HAM10000, alphabetical. */
const ham10000 = [327, 514, 1099, 115, 1113, 6705, 142];

it('gives the published balanced weights for HAM10000', () => {
  const labels = ham10000.flatMap((count, label) => Array.from({ length: count }, () => label));
  const weights = Array.from(classWeights('balanced', labels, 7));
  const published = [4.3753, 2.7835, 1.3018, 12.441, 1.2855, 0.2134, 10.0755];
  weights.forEach((weight, c) => expect(weight).toBeCloseTo(published[c] as number, 3));
  const mean = labels.reduce((sum, label) => sum + (weights[label] ?? 0), 0) / labels.length;
  expect(mean).toBeCloseTo(1, 6);
});

it('weighs a class without images zero, and all classes one when there are no weights', () => {
  expect(Array.from(classWeights('balanced', [0, 0, 2], 3))).toEqual([0.5, 0, 1]);
  expect(Array.from(classWeights('none', [0, 0, 2], 3))).toEqual([1, 1, 1]);
});
