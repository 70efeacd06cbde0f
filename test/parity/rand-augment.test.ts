import {
  encodeOperation,
  identityTransform,
  neutralOperation,
  randAugmentOperations,
  runAugmentation,
} from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDistance } from '../support/distance.js';
import { ensurePythonEnv, pillowRequirements, runPython } from '../support/python-env.js';

const size = 32;
const strengthsEach = 20;

type Name = keyof typeof randAugmentOperations;

/**
 * How far a value may lie from Pillow's, of 0 to 255. Geometry is resampled bilinearly on both
 * sides, about the centre and with reflections outside, and rounded on neither: what is left is the
 * precision of coordinates, 32 bits here and 64 there, times the step between neighbouring pixels.
 * Pillow rounds an enhanced image, and what it is blended with; its stretched histogram it cuts off
 * to whole numbers. What looks levels up is exact.
 */
const bounds = {
  identity: 0,
  shearX: 0.01,
  shearY: 0.01,
  translateX: 0.01,
  translateY: 0.01,
  rotate: 0.01,
  brightness: 1.5,
  color: 1.5,
  contrast: 1.5,
  sharpness: 1.5,
  posterize: 0,
  solarize: 0,
  autoContrast: 1.01,
  equalize: 0,
} as const satisfies Record<Name, number>;

/** Noise upon slopes of another colour each: a pixel differs from its neighbours by up to 50. */
const pixels = (() => {
  const random = randomStream('rand-augment-parity');
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    return 15 + 30 * channel + 2 * x + (channel === 1 ? 2 * y : y) + random.integer(50);
  });
})();

const names = Object.keys(randAugmentOperations) as Name[];
const operations = names.flatMap((name) => {
  const random = randomStream('rand-augment-parity', name);
  const drawn = Array.from({ length: strengthsEach - 2 }, () => 2 * random.uniform() - 1);
  return [-1, 1, ...drawn].map((strength) => ({ name, strength }));
});

function ours({ name, strength }: { readonly name: Name; readonly strength: number }) {
  const operation = { ...neutralOperation, ...randAugmentOperations[name](strength, size) };
  return runAugmentation(pixels, [1, size], {
    transforms: Float32Array.from(identityTransform),
    cutouts: new Float32Array(4),
    operations: Float32Array.from(encodeOperation(operation)),
  });
}

describe('RandAugment beside Pillow', () => {
  let expected: number[][];

  beforeAll(async () => {
    const python = await ensurePythonEnv('pillow', pillowRequirements);
    const script = new URL('./rand_augment.py', import.meta.url).pathname;
    expected = await runPython(python, script, { size, pixels: Array.from(pixels), operations });
  });

  it.each(names)('%s is the same at every strength', (name) => {
    const rows = operations.flatMap((operation, index) =>
      operation.name === name ? [{ operation, theirs: expected[index] ?? [] }] : [],
    );
    expect(rows).toHaveLength(strengthsEach);
    for (const { operation, theirs } of rows) {
      const distance = largestDistance(ours(operation), theirs);
      expect(distance, `strength ${operation.strength}`).toBeLessThanOrEqual(bounds[name]);
    }
    const strongest = rows.filter(({ operation }) => Math.abs(operation.strength) === 1);
    for (const { theirs } of strongest) {
      const change = largestDistance(theirs, pixels);
      if (name === 'identity') expect(change).toBe(0);
      else expect(change).toBeGreaterThan(10);
    }
  });
});
