import { expect, it } from 'vitest';
import { testTimeViews } from './test-time-views.js';

/** Two images of 2×2 px; the three channels of a pixel count on from its label. */
function pixels(...labels: number[]): Uint8Array {
  return Uint8Array.from(labels.flatMap((label) => [label, label + 1, label + 2]));
}

it('gives the eight symmetries of each image, the images themselves first', () => {
  const images = pixels(10, 20, 30, 40, 50, 60, 70, 80);
  expect(testTimeViews(images, 2, 'dihedral8')).toEqual([
    images,
    pixels(20, 10, 40, 30, 60, 50, 80, 70),
    pixels(30, 40, 10, 20, 70, 80, 50, 60),
    pixels(40, 30, 20, 10, 80, 70, 60, 50),
    pixels(10, 30, 20, 40, 50, 70, 60, 80),
    pixels(30, 10, 40, 20, 70, 50, 80, 60),
    pixels(20, 40, 10, 30, 60, 80, 50, 70),
    pixels(40, 20, 30, 10, 80, 60, 70, 50),
  ]);
});

it('gives the images alone where no augmentation is asked for', () => {
  const images = pixels(1, 2, 3, 4);
  expect(testTimeViews(images, 2, 'none')).toEqual([images]);
});
