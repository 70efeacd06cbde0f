import { expect, it } from 'vitest';
import { colours } from './colours.js';
import {
  encodeOperation,
  randAugmentOperations,
  randAugmentParameters,
  type ImageOperation,
  type RandAugmentPolicy,
} from './rand-augment-operations.js';

const sizePx = 64;
const policy: RandAugmentPolicy = { operations: 2, magnitude: 15, magnitudeDeviation: 0 };

function draw(sample: number, given = policy, epoch = 1): ImageOperation[] {
  const key = { seed: 3, epoch, sample: `image-${sample}`, policy: given, sizePx };
  return randAugmentParameters(key);
}

const numbers = Array.from({ length: 3000 }, (_, i) => i);

it('draws each of the fourteen operations alike often, by seed, epoch and image alone', () => {
  expect(Object.keys(randAugmentOperations)).toHaveLength(14);
  const drawn = numbers.flatMap((sample) => draw(sample));
  const shares = (test: (operation: ImageOperation) => boolean) =>
    drawn.filter(test).length / drawn.length;
  const rotated = shares(({ transform }) => transform[0] !== 1);
  const equalized = shares(({ equalize }) => equalize === 1);
  const brightened = shares(({ brightness }) => brightness !== 1);
  for (const share of [rotated, equalized, brightened]) {
    expect(Math.abs(share - 1 / 14)).toBeLessThan(0.012);
  }
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(1, policy, 2));
});

it('has the ranges of torchvision at the largest magnitude', () => {
  const o = randAugmentOperations;
  expect(o.shearX(1, sizePx).transform[1]).toBeCloseTo(0.3, 12);
  expect(o.shearY(-1, sizePx).transform[3]).toBeCloseTo(-0.3, 12);
  expect(o.translateX(1, 331).transform[2]).toBeCloseTo(150, 9);
  expect(o.translateY(1, 331).transform[5]).toBeCloseTo(150, 9);
  expect(o.rotate(1, sizePx).transform[0]).toBeCloseTo(Math.cos(Math.PI / 6), 12);
  expect(o.brightness(-1).brightness).toBeCloseTo(0.1, 12);
  expect(o.color(1).saturation).toBeCloseTo(1.9, 12);
  expect(o.posterize(1).posterizeStep).toBe(16);
  expect(o.solarize(1).solarizeThreshold).toBe(0);
  // 8 − round(bin · 4/30) bits, as torchvision at bin 9 of 31.
  expect(o.posterize(9 / 30).posterizeStep).toBe(2);
});

it('turns and shears about the centre', () => {
  for (const name of ['shearX', 'shearY', 'rotate'] as const) {
    const [a, b, c, d, e, f] = randAugmentOperations[name](0.7, sizePx).transform;
    expect(a * 31.5 + b * 31.5 + c).toBeCloseTo(31.5, 9);
    expect(d * 31.5 + e * 31.5 + f).toBeCloseTo(31.5, 9);
  }
});

it('spreads magnitudes about the one that is asked for', () => {
  const strengths = (given: RandAugmentPolicy) =>
    numbers.flatMap((sample) =>
      draw(sample, given).flatMap(({ solarizeThreshold: t }) => (t < 256 ? [1 - t / 255] : [])),
    );
  expect(new Set(strengths(policy).map((s) => s.toFixed(9)))).toEqual(new Set(['0.500000000']));
  const spread = strengths({ ...policy, magnitudeDeviation: 3 });
  const mean = spread.reduce((sum, s) => sum + s, 0) / spread.length;
  const variance = spread.reduce((sum, s) => sum + (s - mean) ** 2, 0) / spread.length;
  expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
  expect(Math.abs(Math.sqrt(variance) - 0.1)).toBeLessThan(0.015);
});

it('hands the device sixteen numbers', () => {
  for (const operation of draw(5)) expect(encodeOperation(operation)).toHaveLength(16);
});

it('draws factors and turns of colour from the ranges of the policy', () => {
  const reaches = { brightness: 0.2, contrast: 0, saturation: 0.4, hue: 0.1 };
  const of = (sample: number) =>
    colours.draw({ seed: 3, epoch: 1, sample: `${sample}`, sizePx }, reaches);
  const drawn = numbers.map(of);
  const column = (position: 0 | 1 | 2 | 3) => drawn.map((row) => row[position] ?? NaN);
  expect(Math.min(...column(0))).toBeGreaterThanOrEqual(0.8);
  expect(Math.max(...column(0))).toBeGreaterThan(1.19);
  expect(new Set(column(1))).toEqual(new Set([1]));
  expect(Math.max(...column(2))).toBeLessThanOrEqual(1.4);
  expect(Math.min(...column(3))).toBeLessThan(-0.09);
  expect(of(4)).toEqual(of(4));
  expect(colours.width(reaches)).toBe(4);
  expect(colours.width({ brightness: 0, contrast: 0, saturation: 0, hue: 0 })).toBe(0);
});
