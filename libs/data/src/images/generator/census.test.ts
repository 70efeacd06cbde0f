import { diagnosisClasses } from '../../profiles/ham10000/scheme.js';
import { describe, expect, it } from 'vitest';
import { planCensus, type PlannedLesion } from './census.js';

function count(lesions: readonly PlannedLesion[]) {
  return diagnosisClasses.map((dx) => {
    const mine = lesions.filter((lesion) => lesion.dx === dx);
    return [mine.reduce((sum, { imageIds }) => sum + imageIds.length, 0), mine.length];
  });
}

describe('planCensus', () => {
  it('has the images and lesions of HAM10000 at its size', () => {
    const lesions = planCensus(10015, 'ham10000', 1);
    expect(count(lesions)).toEqual([
      [327, 228],
      [514, 327],
      [1099, 727],
      [115, 73],
      [1113, 614],
      [6705, 5403],
      [142, 98],
    ]);
    const lesionsBySize = [1, 2, 3, 4, 5, 6, 7].map(
      (size) => lesions.filter(({ imageIds }) => imageIds.length === size).length,
    );
    expect(lesionsBySize).toEqual([5514, 1423, 490, 34, 5, 4, 0]);
  });

  it('gives each image and each lesion one id of the form HAM10000 has', () => {
    const lesions = planCensus(1000, 'ham10000', 2);
    const imageIds = lesions.flatMap((lesion) => lesion.imageIds);
    expect(new Set(imageIds).size).toBe(1000);
    expect(new Set(lesions.map(({ lesionId }) => lesionId)).size).toBe(lesions.length);
    expect(imageIds.every((id) => /^ISIC_00\d{5}$/.test(id))).toBe(true);
    expect(lesions.every(({ lesionId }) => /^HAM_000\d{4}$/.test(lesionId))).toBe(true);
  });

  it.each([120, 300, 700])('has ten lesions of each class among %s mild images', (images) => {
    const counts = count(planCensus(images, 'mild', 3));
    expect(counts.reduce((sum, [n = 0]) => sum + n, 0)).toBe(images);
    for (const [, lesions] of counts) expect(lesions).toBeGreaterThanOrEqual(10);
  });

  it('follows weights of one’s own, and leaves out what has none', () => {
    const counts = count(planCensus(100, { mel: 1, nv: 3 }, 4));
    expect(counts.map(([images]) => images)).toEqual([0, 0, 0, 0, 25, 75, 0]);
  });

  it('gives the rarest class an image as soon as there is one for each', () => {
    const counts = count(planCensus(20, 'ham10000', 5));
    for (const [images] of counts) expect(images).toBeGreaterThan(0);
  });

  it('is fixed by the seed', () => {
    expect(planCensus(50, 'mild', 6)).toEqual(planCensus(50, 'mild', 6));
    expect(planCensus(50, 'mild', 6)).not.toEqual(planCensus(50, 'mild', 7));
  });

  it('shares no id with another series, and nothing else differs', () => {
    const [first, second] = [planCensus(50, 'mild', 6), planCensus(50, 'mild', 6, 7)];
    const idsOf = (lesions: readonly PlannedLesion[]) =>
      lesions.flatMap(({ lesionId, imageIds }) => [lesionId, ...imageIds]);
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(2 * idsOf(first).length);
    expect(second.map(({ dx }) => dx)).toEqual(first.map(({ dx }) => dx));
    expect(idsOf(second).every((id) => /^(HAM|ISIC)_07\d{5}$/.test(id))).toBe(true);
  });

  it('refuses weights that give no image to anything', () => {
    const refused = expect.objectContaining({ code: 'REQUEST_INVALID' }) as Error;
    expect(() => planCensus(10, {}, 1)).toThrow(refused);
    expect(() => planCensus(10, { nv: 0 }, 1)).toThrow(refused);
    expect(() => planCensus(10, { nv: 1, mel: -1 }, 1)).toThrow(refused);
    expect(() => planCensus(10, { nv: NaN }, 1)).toThrow(refused);
  });
});
