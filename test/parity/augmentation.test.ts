import {
  encodeOperation,
  identityTransform,
  neutralOperation,
  runAugmentation,
  type BatchAugmentation,
  type ImageOperation,
} from '@crossfold/model/tensorflow';
import { randomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { largestDistance } from '../support/distance.js';
import { ensurePythonEnv, pillowRequirements, runPython } from '../support/python-env.js';

const size = 24;

/** A picture with a colour of its own, smooth parts, and noise; its range is not full. */
const pixels = (() => {
  const random = randomStream('augmentation-parity');
  return Uint8Array.from({ length: size * size * 3 }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    const [x, y] = [pixel % size, Math.floor(pixel / size)];
    return 30 + 40 * channel + 3 * x + 2 * (channel === 1 ? y : 0) + random.integer(25);
  });
})();

const changes = [
  ...[0.1, 0.55, 1, 1.3, 1.9].flatMap((value) =>
    ['brightness', 'contrast', 'saturation', 'sharpness'].map((name) => ({ name, value })),
  ),
  ...[2, 4, 16].map((value) => ({ name: 'posterizeStep', value })),
  ...[0, 77, 128, 255].map((value) => ({ name: 'solarizeThreshold', value })),
  { name: 'autoContrast', value: 1 },
  { name: 'equalize', value: 1 },
  ...[-0.5, -0.1, 0.07, 0.4].map((value) => ({ name: 'hue', value })),
];

const still = {
  transforms: Float32Array.from(identityTransform),
  cutouts: new Float32Array(4),
};

function ours(augmentation: Partial<BatchAugmentation>): Float32Array {
  return runAugmentation(pixels, [1, size], { ...still, ...augmentation });
}

function operate(change: Partial<ImageOperation>): Float32Array {
  return ours({
    operations: Float32Array.from(encodeOperation({ ...neutralOperation, ...change })),
  });
}

describe('changes of colour beside Pillow', () => {
  let expected: number[][];

  beforeAll(async () => {
    const python = await ensurePythonEnv('pillow', pillowRequirements);
    const script = new URL('./augmentation.py', import.meta.url).pathname;
    expected = await runPython(python, script, { size, pixels: Array.from(pixels), changes });
  });

  it.each(changes.map((change, index) => ({ ...change, index })))(
    'are the same: $name $value',
    ({ name, value, index }) => {
      const found =
        name === 'hue'
          ? ours({ colours: Float32Array.of(1, 1, 1, value) })
          : operate({ [name]: value });
      // Pillow rounds what it blends with and what comes out; hue is compared without rounding.
      const tolerance = name === 'hue' ? 0.01 : 1.5;
      expect(largestDistance(found, expected[index] ?? [])).toBeLessThan(tolerance);
      const isNeutral = value === 1 && !/autoContrast|equalize/.test(name);
      const distance = largestDistance(found, pixels);
      if (isNeutral || value === 255) expect(distance).toBeLessThan(1e-3);
      else expect(distance).toBeGreaterThan(0.9);
    },
  );

  it('change colours as the operations do, in one go', () => {
    const [brightness, contrast, saturation] = [1.1, 0.8, 1.3];
    const colours = Float32Array.of(brightness, contrast, saturation, 0);
    const operation = operate({ brightness, contrast, saturation });
    expect(largestDistance(ours({ colours }), operation)).toBeLessThan(0.01);
  });
});

it('leaves pixels alone where every number is neutral', () => {
  expect(largestDistance(operate({}), pixels)).toBe(0);
});

it('changes each image of a batch by its own numbers', () => {
  const rows = [{ equalize: 1 }, {}, { posterizeStep: 16 }, { brightness: 0.5 }];
  const batch = runAugmentation(
    Uint8Array.from(rows.flatMap(() => [...pixels])),
    [rows.length, size],
    {
      transforms: Float32Array.from(rows.flatMap(() => [...identityTransform])),
      cutouts: new Float32Array(rows.length * 4),
      operations: Float32Array.from(
        rows.flatMap((row) => encodeOperation({ ...neutralOperation, ...row })),
      ),
    },
  );
  rows.forEach((row, i) => {
    const alone = batch.subarray(i * pixels.length, (i + 1) * pixels.length);
    expect(largestDistance(alone, operate(row))).toBeLessThan(1e-3);
  });
});
