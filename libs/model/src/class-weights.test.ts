import { expect, it } from 'vitest';
import { classWeights, countClasses, type ClassWeighting } from './class-weights.js';

/** Images per class of HAM10000, alphabetical. */
const ham10000 = Float64Array.of(327, 514, 1099, 115, 1113, 6705, 142);

function weights(
  scheme: ClassWeighting['classWeights'],
  counts: ArrayLike<number> = ham10000,
  effectiveNumberBeta = 0.999,
): number[] {
  const weighting = { classWeights: scheme, effectiveNumberBeta };
  return Array.from(classWeights(weighting, Float64Array.from(counts)));
}

function meanOverImages(values: readonly number[]): number {
  const total = values.reduce((sum, weight, c) => sum + weight * (ham10000[c] ?? 0), 0);
  return total / ham10000.reduce((sum, n) => sum + n, 0);
}

it.each([
  ['balanced', [4.3753, 2.7835, 1.3018, 12.441, 1.2855, 0.2134, 10.0755]],
  ['effectiveNumber', [0.9356, 0.6494, 0.3914, 2.4021, 0.3887, 0.2614, 1.9713]],
] as const)('gives the published weights for HAM10000: %s', (scheme, published) => {
  weights(scheme).forEach((weight, c) => {
    expect(Math.abs(weight - (published[c] as number))).toBeLessThan(6e-5);
  });
});

it('keeps the mean over images, or over classes, at one', () => {
  expect(meanOverImages(weights('balanced'))).toBeCloseTo(1, 6);
  expect(meanOverImages(weights('sqrtInverse'))).toBeCloseTo(1, 6);
  const sum = weights('effectiveNumber').reduce((total, weight) => total + weight, 0);
  expect(sum).toBeCloseTo(7, 5);
});

it('weighs by the root of the frequency, and by β from alike to inverse', () => {
  const root = weights('sqrtInverse');
  const ratio = (root[3] as number) / (root[5] as number);
  expect(ratio).toBeCloseTo(Math.sqrt(6705 / 115), 4);
  expect(weights('effectiveNumber', ham10000, 0)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  const steep = weights('effectiveNumber', ham10000, 1 - 1e-12);
  expect((steep[3] as number) / (steep[5] as number)).toBeCloseTo(6705 / 115, 3);
});

it('takes a list as it is, and weighs all classes one when there are no weights', () => {
  expect(weights([1, 0, 3], [5, 5, 5])).toEqual([1, 0, 3]);
  expect(weights('none', [2, 0, 1])).toEqual([1, 1, 1]);
});

it.each(['balanced', 'sqrtInverse', 'effectiveNumber'] as const)(
  'weighs a class without images zero: %s',
  (scheme) => {
    const found = weights(scheme, countClasses([0, 0, 2], 3));
    expect(found[1]).toBe(0);
    expect(found.every(Number.isFinite)).toBe(true);
    expect(found[2]).toBeGreaterThan(found[0] as number);
  },
);
