import {
  augmentationTable,
  sha256,
  variantConfigSchema,
  type AugmentationConfig,
} from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { augmentationNames } from './augmentations.js';
import { augmentationWidths, drawAugmentation } from './batch-augmentation.js';
import { cutouts } from './cutouts.js';
import {
  composeTransforms,
  identityTransform,
  type ProjectiveTransform,
} from './projective-transform.js';
import { transforms } from './transforms.js';

const usual = configOf({});

const none: AugmentationConfig = {
  ...usual,
  rotationDegrees: 0,
  horizontalFlip: false,
  verticalFlip: false,
  cropScaleMin: 1,
  cropAspectMax: 1,
  cutoutShare: 0,
};
const all: AugmentationConfig = {
  ...usual,
  rotationDegrees: 180,
  horizontalFlip: true,
  verticalFlip: true,
  cropScaleMin: 0.5,
  cropAspectMax: 1,
  cutoutShare: 0.25,
};
const sizePx = 64;

function configOf(augmentation: object): AugmentationConfig {
  return variantConfigSchema.parse({ augmentation }).augmentation as AugmentationConfig;
}

function draw(policy: AugmentationConfig, sample: number | string, epoch = 0) {
  const key = { seed: 7, epoch, sample: `ISIC_${sample}`, sizePx };
  const [top = 0, left = 0, bottom = 0] = cutouts.draw(key, policy);
  const size = bottom - top;
  return {
    transform: transforms.draw(key, policy) as ProjectiveTransform,
    cutout: size === 0 ? null : { x: left, y: top, size },
  };
}

function drawMany(policy: AugmentationConfig, count = 2000) {
  return Array.from({ length: count }, (_, sample) => draw(policy, sample));
}

function map([a0, a1, a2, a3, a4, a5, a6, a7]: ProjectiveTransform, x: number, y: number) {
  const k = a6 * x + a7 * y + 1;
  return [(a0 * x + a1 * y + a2) / k, (a3 * x + a4 * y + a5) / k] as const;
}

function expectPoint(actual: readonly [number, number], expected: readonly [number, number]) {
  expect(actual[0]).toBeCloseTo(expected[0], 9);
  expect(actual[1]).toBeCloseTo(expected[1], 9);
}

describe('composeTransforms', () => {
  it('maps through the first and then through the second', () => {
    const first: ProjectiveTransform = [1.1, 0.2, 3, -0.1, 0.9, 4, 0.001, 0.002];
    const second: ProjectiveTransform = [0.7, -0.3, 5, 0.4, 1.2, -6, -0.002, 0.001];
    const between = map(first, 10, 20);
    expectPoint(map(composeTransforms(first, second), 10, 20), map(second, ...between));
  });
});

describe('transforms and cutouts', () => {
  it('gives the identity for a policy of nothing', () => {
    for (const { transform, cutout } of drawMany(none, 20)) {
      transform.forEach((value, i) => expect(value).toBeCloseTo(identityTransform[i] ?? NaN, 12));
      expect(cutout).toBeNull();
    }
  });

  it('flips corners to the opposite side in half of the images', () => {
    const drawn = drawMany({ ...none, horizontalFlip: true });
    const flipped = drawn.filter(({ transform }) => transform[0] < 0);
    expect(flipped.length / drawn.length).toBeGreaterThan(0.46);
    expect(flipped.length / drawn.length).toBeLessThan(0.54);
    for (const { transform } of flipped) {
      expectPoint(map(transform, 0, 0), [63, 0]);
      expectPoint(map(transform, 63, 63), [0, 63]);
    }
  });

  it('flips top and bottom independently of left and right', () => {
    const drawn = drawMany({ ...none, horizontalFlip: true, verticalFlip: true });
    const both = drawn.filter(({ transform }) => transform[0] < 0 && transform[4] < 0);
    expect(both.length / drawn.length).toBeGreaterThan(0.21);
    expect(both.length / drawn.length).toBeLessThan(0.29);
    for (const { transform } of both) expectPoint(map(transform, 0, 63), [63, 0]);
  });

  it('rotates about the centre by every angle of the range, and keeps distances', () => {
    const drawn = drawMany({ ...none, rotationDegrees: 30 });
    const angles = drawn.map(({ transform }) => Math.atan2(transform[3], transform[0]));
    for (const { transform } of drawn) {
      expectPoint(map(transform, 31.5, 31.5), [31.5, 31.5]);
      const [x, y] = map(transform, 63, 31.5);
      expect(Math.hypot(x - 31.5, y - 31.5)).toBeCloseTo(31.5, 9);
    }
    const degrees = angles.map((angle) => (angle * 180) / Math.PI);
    expect(Math.max(...degrees)).toBeLessThanOrEqual(30);
    expect(Math.max(...degrees)).toBeGreaterThan(29);
    expect(Math.min(...degrees)).toBeGreaterThanOrEqual(-30);
    expect(Math.min(...degrees)).toBeLessThan(-29);
    expect(Math.abs(degrees.reduce((sum, angle) => sum + angle) / degrees.length)).toBeLessThan(
      1.2,
    );
  });

  it('turns the right edge into the lower edge at a quarter turn', () => {
    const quarter = drawMany({ ...none, rotationDegrees: 180 }).find(
      ({ transform }) => transform[3] > 0.9999,
    );
    const [x, y] = map(quarter?.transform ?? identityTransform, 63, 31.5);
    expect(Math.abs(x - 31.5)).toBeLessThan(0.5);
    expect(y).toBeGreaterThan(62.9);
  });

  it('keeps crops inside the image and their area in the range', () => {
    const drawn = drawMany({ ...none, cropScaleMin: 0.5 });
    const areas = drawn.map(({ transform }) => transform[0] * transform[4]);
    for (const { transform } of drawn) {
      const [left, top] = map(transform, -0.5, -0.5);
      const [right, bottom] = map(transform, 63.5, 63.5);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-0.5 - 1e-9);
      expect(Math.max(right, bottom)).toBeLessThanOrEqual(63.5 + 1e-9);
    }
    const mean = areas.reduce((sum, area) => sum + area) / areas.length;
    expect(Math.min(...areas)).toBeGreaterThanOrEqual(0.5 - 1e-9);
    expect(mean).toBeGreaterThan(0.73);
    expect(mean).toBeLessThan(0.77);
  });

  it('crops windows of other shapes, inside the image and with the area that was drawn', () => {
    const square = drawMany({ ...none, cropScaleMin: 0.5 });
    const drawn = drawMany({ ...none, cropScaleMin: 0.5, cropAspectMax: 4 / 3 });
    const quotients = drawn.map(({ transform }) => transform[0] / transform[4]);
    drawn.forEach(({ transform }, i) => {
      const [left, top] = map(transform, -0.5, -0.5);
      const [right, bottom] = map(transform, 63.5, 63.5);
      expect(Math.min(left, top)).toBeGreaterThanOrEqual(-0.5 - 1e-9);
      expect(Math.max(right, bottom)).toBeLessThanOrEqual(63.5 + 1e-9);
      const [a, , , , d] = square[i]?.transform ?? identityTransform;
      expect(transform[0] * transform[4]).toBeCloseTo(a * d, 12);
    });
    expect(Math.max(...quotients)).toBeLessThanOrEqual(4 / 3 + 1e-9);
    expect(Math.max(...quotients)).toBeGreaterThan(1.32);
    expect(Math.min(...quotients)).toBeLessThan(0.76);
    const logs = quotients.reduce((sum, quotient) => sum + Math.log(quotient), 0);
    expect(Math.abs(logs / quotients.length)).toBeLessThan(0.02);
  });

  it('centres cutouts everywhere in the image', () => {
    const cutouts = drawMany({ ...none, cutoutShare: 0.25 }).map(({ cutout }) => cutout);
    const centres = cutouts.map((cutout) => (cutout?.x ?? NaN) + 8);
    expect(new Set(cutouts.map((cutout) => cutout?.size))).toEqual(new Set([16]));
    expect(Math.min(...centres)).toBe(0);
    expect(Math.max(...centres)).toBe(63);
  });

  it('depends on the key alone, not on the order of asking', () => {
    const forward = [0, 1, 2, 3].map((sample) => draw(all, sample));
    const backward = [3, 2, 1, 0].map((sample) => draw(all, sample)).reverse();
    expect(backward).toEqual(forward);
    expect(draw(all, 0, 1)).not.toEqual(draw(all, 0, 0));
    expect(draw(all, 0)).not.toEqual(draw(all, 1));
  });

  it('leaves the other techniques as they were when one is switched off', () => {
    for (let sample = 0; sample < 50; sample++) {
      const without = draw({ ...all, cropScaleMin: 1 }, sample);
      expect(without.cutout).toEqual(draw(all, sample).cutout);
      const uncut = draw({ ...all, cutoutShare: 0 }, sample);
      expect(uncut.transform).toEqual(draw(all, sample).transform);
    }
  });
});

describe('the table of augmentations', () => {
  const everything = configOf({
    cropAspectMax: 1.5,
    brightness: 0.2,
    contrast: 0.3,
    saturation: 0.1,
    hue: 0.05,
    randAugment: { operations: 2, magnitude: 12, magnitudeDeviation: 2 },
  });
  const samples = Array.from({ length: 200 }, (_, i) => `ISIC_${i}`);
  const drawn = (policy: AugmentationConfig) =>
    drawAugmentation(samples, { seed: 7, epoch: 3, sizePx }, policy);

  // Recorded in November 2026: a study that goes on, or is trained again, has to have the same.
  it.each([
    ['transforms', 'a7d245fac4ce570e97c6c2ad356b646da5efa31ca129cc65520ead4fe98a97e8'],
    ['operations', 'fa977f77c1f349a2117ee19f2264620b6b248491087ea30e5f4737bf07515430'],
    ['colours', '981cd31c7ad369cc023a247e0681e7d16f19980e168e7e0df79dc47fdb120309'],
    ['cutouts', 'e693c91ec7c6b6eb2a03ca34dc31b6850660cdcbacb185eab81cf933c4aeb158'],
  ] as const)('draws the %s of earlier versions, bit by bit', (name, hash) => {
    const numbers = Float32Array.from(drawn(everything)[name] ?? []);
    expect(sha256(new Uint8Array(numbers.buffer))).toBe(hash);
  });

  it('draws every row, as wide as it says, in the order in which it is applied', () => {
    const widths = augmentationWidths(everything);
    expect(Object.keys(widths)).toEqual(augmentationNames);
    expect([...augmentationNames].sort()).toEqual(Object.keys(augmentationTable).sort());
    for (const [name, numbers] of Object.entries(drawn(everything))) {
      expect(numbers, name).toHaveLength(samples.length * (widths[name as 'colours'] ?? NaN));
    }
    expect(augmentationWidths(usual)).toEqual({ transforms: 8, cutouts: 4 });
  });

  it.each(augmentationNames)('draws %s alike whatever the policy says of the others', (name) => {
    const own = Object.keys(augmentationTable[name].options);
    const others = Object.entries(usual).filter(([option]) => !own.includes(option));
    const alone = { ...everything, ...Object.fromEntries(others) };
    expect(drawn(alone)[name]).toEqual(drawn(everything)[name]);
  });
});
