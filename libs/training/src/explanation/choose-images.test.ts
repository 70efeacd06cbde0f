import { expect, it } from 'vitest';
import { chooseImages, type Member } from './choose-images.js';
import { writeFindings } from './findings.js';

/** One trial whose outer fold has `2 + c % 5` images of class c. */
function memberOf(classes: number): Member {
  const labels = Array.from({ length: classes }, (_, c) =>
    new Array<number>(2 + (c % 5)).fill(c),
  ).flat();
  const names = Array.from({ length: classes }, (_, c) => `class-${c}`);
  return {
    receipt: { trialId: 'full.f0.s1' },
    predictions: {
      classes: names,
      imageIds: labels.map((_, i) => `image-${i}`),
      labels,
      probabilities: labels.map((label) => names.map((_, c) => (c === label ? 1 : 0))),
    },
  } as unknown as Member;
}

it.each([
  [2, 2],
  [24, 24],
  [300, 12],
])('of %i classes pictures %i, and measures all', (classes, expected) => {
  const chosen = chooseImages([memberOf(classes)], { imagesPerClass: 3, picturesPerClass: 2 });
  expect(new Set(chosen.map(({ label }) => label)).size).toBe(classes);
  const pictured = chosen.filter(({ isPictured }) => isPictured);
  expect(pictured).toHaveLength(2 * expected);
  const labels = [...new Set(pictured.map(({ label }) => label))];
  expect(labels).toHaveLength(expected);
  if (classes === 300) expect(labels.every((label) => label % 5 === 4)).toBe(true);
  const findings = writeFindings({
    classes: Array.from({ length: classes }, () => ({ comparison: null }) as never),
    images: chosen.length,
    imagesWithMask: 0,
    emptyMaps: 0,
    whole: null,
    undecided: null,
    mapSize: [7, 7],
    pictured: pictured.map(({ label }) => `class-${label}`),
  });
  expect(findings.includes('Pictures of 12 of 300 classes, the most frequent ones.')).toBe(
    classes === 300,
  );
});
