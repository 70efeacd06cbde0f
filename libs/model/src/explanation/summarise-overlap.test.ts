import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import {
  compareClasses,
  isCoarseMap,
  looksOutside,
  meanOverlap,
  meanLift,
  needsBackground,
  whyUndecided,
  type ClassComparison,
  type MeasuredImage,
} from './summarise-overlap.js';

const stream = randomStream('overlap');

const isOutside = (comparison: ClassComparison | null) =>
  comparison !== null && looksOutside(comparison);

function measured(label: number, energy: number, changes: Partial<MeasuredImage> = {}) {
  const energyInside = Math.min(1, Math.max(0, energy + 0.1 * stream.normal()));
  const image: MeasuredImage = {
    overlap: {
      energyInside,
      maskShare: 0.3,
      iou: 0.2,
      pointsInside: energyInside > 0.5,
      backgroundQuotient: 0.4,
    },
    label,
    isRight: true,
    cluster: `${stream.uniform()}`,
    backgroundLoss: 0.05,
  };
  return { ...image, ...changes };
}

function imagesOf(energies: readonly number[], count = 30, changes: Partial<MeasuredImage> = {}) {
  return energies.flatMap((energy, label) =>
    Array.from({ length: count }, () => measured(label, energy, changes)),
  );
}

describe('compareClasses', () => {
  it('finds the class whose maps lie outside the lesion, and no other', () => {
    const comparisons = compareClasses(imagesOf([0.7, 0.7, 0.2, 0.65]), 4);
    expect(comparisons.map(isOutside)).toEqual([false, false, true, false]);
    expect(comparisons[2]?.difference).toBeCloseTo(-0.48, 1);
    expect(comparisons[2]?.adjustedP).toBeLessThan(0.01);
  });

  it('names none where all classes are alike, in any of 40 draws', () => {
    const flagged = Array.from({ length: 40 }, () =>
      compareClasses(imagesOf([0.5, 0.5, 0.5], 12), 3).filter(isOutside),
    );
    expect(flagged.flat()).toEqual([]);
  });

  it('leaves a small difference unnamed, however sure it is', () => {
    const [, , last] = compareClasses(imagesOf([0.6, 0.6, 0.53], 400), 3);
    expect(last?.adjustedP).toBeLessThan(0.05);
    expect(isOutside(last ?? null)).toBe(false);
  });

  it('asks the models themselves: what is lost without the background', () => {
    const images = [
      ...imagesOf([0.6, 0.6]),
      ...Array.from({ length: 30 }, () => measured(2, 0.2, { backgroundLoss: 0.6 })),
    ];
    const [first, , last] = compareClasses(images, 3);
    expect(last).toMatchObject({ backgroundLoss: expect.closeTo(0.6, 6) as number });
    expect(last?.othersBackgroundLoss).toBeCloseTo(0.05, 6);
    expect(last?.backgroundAdjustedP).toBeLessThan(0.01);
    expect(first?.backgroundAdjustedP).toBe(1);
    const needing = compareClasses(images, 3).map((found) => found && needsBackground(found));
    expect(needing).toEqual([false, false, true]);
  });

  it('counts lesions, not images, and wrong predictions not at all', () => {
    const alike = imagesOf([0.7, 0.2], 30).map((image) =>
      image.label === 1 ? { ...image, cluster: 'one lesion' } : image,
    );
    expect(compareClasses(alike, 2)).toEqual([null, null]);
    const wrong = imagesOf([0.7, 0.2], 30, { isRight: false });
    expect(compareClasses(wrong, 2)).toEqual([null, null]);
  });
});

describe('whyUndecided', () => {
  const sizes: [number, number] = [7, 7];

  it('tells where maps lie inside the lesions more than chance would put there', () => {
    const lift = meanLift(imagesOf([0.6, 0.5]));
    expect(lift).toMatchObject({ images: 60, maskShare: expect.closeTo(0.3, 9) as number });
    expect(lift?.liftInterval[0]).toBeGreaterThan(0.1);
    expect(whyUndecided(sizes, lift)).toBeNull();
  });

  it('cannot tell where they lie there as chance has it, or all of them outside', () => {
    expect(whyUndecided(sizes, meanLift(imagesOf([0.3, 0.3])))).toBe('likeChance');
    expect(whyUndecided(sizes, meanLift(imagesOf([0.15, 0.1])))).toBe('outsideAlike');
    expect(meanLift([])).toBeNull();
    expect(whyUndecided(sizes, null)).toBeNull();
  });

  it('cannot tell at a size at which a lesion has no cell of its own', () => {
    const lift = meanLift(imagesOf([0.9, 0.9]));
    for (const size of [1, 2, 3]) expect(whyUndecided([size, size], lift)).toBe('coarseMaps');
    for (const size of [4, 7, 14]) expect(whyUndecided([size, size], lift)).toBeNull();
    expect(isCoarseMap([7, 2])).toBe(true);
  });
});

describe('meanOverlap', () => {
  it('gives means and an interval around them', () => {
    const images = imagesOf([0.6], 200);
    const found = meanOverlap(images);
    expect(found).toMatchObject({ images: 200, maskShare: expect.closeTo(0.3, 9) as number });
    const [low, high] = found?.interval ?? [1, 0];
    // A standard error of 0.1 / √200.
    expect(high - low).toBeGreaterThan(0.02);
    expect(high - low).toBeLessThan(0.036);
    expect(found?.energyInside).toBeGreaterThan(low);
    expect(found?.energyInside).toBeLessThan(high);
  });

  it('is null over no image', () => {
    expect(meanOverlap([])).toBeNull();
  });
});
