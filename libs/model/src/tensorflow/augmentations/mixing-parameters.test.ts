import { describe, expect, it } from 'vitest';
import { isMixing, mixingParameters, type MixingPolicy } from './mixing-parameters.js';

const images = 32;
const sizePx = 64;

function draw(policy: MixingPolicy, batch = 0, epoch = 1, groupSize = images) {
  return mixingParameters({ seed: 5, epoch, batch, images, groupSize, sizePx, policy });
}

function drawMany(policy: MixingPolicy) {
  return Array.from({ length: 200 }, (_, batch) => draw(policy, batch));
}

const mixup = { mixupAlpha: 0.4, cutmixAlpha: 0 };
const cutmix = { mixupAlpha: 0, cutmixAlpha: 1 };

it('is on where either is', () => {
  expect([mixup, cutmix].every(isMixing)).toBe(true);
  expect(isMixing({ mixupAlpha: 0, cutmixAlpha: 0 })).toBe(false);
});

it('pairs every image with one of the batch, by seed, epoch and place of the batch alone', () => {
  const { permutation } = draw(mixup);
  expect([...permutation].sort((a, b) => a - b)).toEqual(
    Array.from({ length: images }, (_, i) => i),
  );
  expect(draw(mixup)).toEqual(draw(mixup));
  expect(draw(mixup, 1).permutation).not.toEqual(permutation);
  expect(draw(mixup, 0, 2).permutation).not.toEqual(permutation);
});

it('pairs within groups where a batch is trained on piece by piece', () => {
  const { permutation } = draw(mixup, 0, 1, 12);
  expect([...permutation].sort((a, b) => a - b)).toEqual(
    Array.from({ length: images }, (_, i) => i),
  );
  permutation.forEach((other, image) => {
    expect(Math.floor(other / 12)).toBe(Math.floor(image / 12));
  });
});

describe('mixup', () => {
  it.each([0.1, 0.4, 1, 3])('draws shares from Beta(%d, the same)', (alpha) => {
    const drawn = drawMany({ mixupAlpha: alpha, cutmixAlpha: 0 });
    const shares = drawn.flatMap(({ lambdas }) => [...lambdas]);
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const squares = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    expect(mean).toBeCloseTo(0.5, 1);
    const variance = 1 / (4 * (2 * alpha + 1));
    expect(Math.abs(squares / shares.length / variance - 1)).toBeLessThan(0.06);
  });

  it('blends whole images, with the same share in pixels and classes', () => {
    const { boxes, pixelLambdas, lambdas } = draw(mixup);
    expect(boxes.every((edge) => edge === 0)).toBe(true);
    expect(pixelLambdas).toEqual(lambdas);
  });
});

describe('cutmix', () => {
  it('asks for the class by the area that is left, box by box inside the image', () => {
    for (const { boxes, pixelLambdas, lambdas } of drawMany(cutmix)) {
      expect(pixelLambdas.every((share) => share === 1)).toBe(true);
      lambdas.forEach((share, image) => {
        const [top, left, bottom, right] = boxes.subarray(image * 4) as unknown as number[];
        const edges = [top, left, bottom, right] as [number, number, number, number];
        expect(edges.every((edge) => edge >= 0 && edge <= sizePx)).toBe(true);
        const area = (edges[2] - edges[0]) * (edges[3] - edges[1]);
        expect(share).toBeCloseTo(1 - area / sizePx ** 2, 6);
      });
    }
  });

  it('takes turns with mixup, batch by batch', () => {
    const both = drawMany({ mixupAlpha: 0.4, cutmixAlpha: 1 });
    const cut = both.filter(({ boxes }) => boxes.some((edge) => edge > 0)).length;
    expect(cut).toBeGreaterThan(70);
    expect(cut).toBeLessThan(130);
  });
});
