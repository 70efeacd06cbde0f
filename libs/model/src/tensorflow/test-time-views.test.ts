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

/** One image whose red channel is its column and green channel its row, blue zero. */
function ramp(sizePx: number): Uint8Array {
  return Uint8Array.from({ length: sizePx * sizePx * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [pixel % sizePx, Math.floor(pixel / sizePx), 0][i % 3] ?? 0;
  });
}

it('crops corners and centre to the size of the image, then their mirror images', () => {
  const size = 64;
  const views = testTimeViews(ramp(size), size, 'tenCrop');
  expect(views).toHaveLength(10);
  expect(views.slice(0, 5)).toEqual(testTimeViews(ramp(size), size, 'fiveCrop'));
  const corner = (view: Uint8Array | undefined, row: number, column: number) =>
    Array.from(view?.subarray(3 * (row * size + column), 3 * (row * size + column) + 2) ?? []);
  const last = size - 1;
  // Column and row that the first and the last pixel of each crop of 56 px show.
  expect(views.map((view) => [corner(view, 0, 0), corner(view, last, last)])).toEqual([
    [
      [4, 4],
      [59, 59],
    ],
    [
      [0, 0],
      [55, 55],
    ],
    [
      [8, 0],
      [63, 55],
    ],
    [
      [0, 8],
      [55, 63],
    ],
    [
      [8, 8],
      [63, 63],
    ],
    [
      [59, 4],
      [4, 59],
    ],
    [
      [55, 0],
      [0, 55],
    ],
    [
      [63, 0],
      [8, 55],
    ],
    [
      [55, 8],
      [0, 63],
    ],
    [
      [63, 8],
      [8, 63],
    ],
  ]);
});

it('looks nearer and nearer at the centre', () => {
  const size = 64;
  const image = ramp(size);
  const views = testTimeViews(image, size, 'multiScale');
  expect(views[0]).toEqual(image);
  expect(views.map((view) => [view[0], view.at(-3)])).toEqual([
    [0, 63],
    [4, 59],
    [8, 55],
  ]);
});

it('interpolates between the pixels it falls between', () => {
  // Columns 0 and 80 of two: a crop of 7/8 from the left edge has centres at −1/16 (held) and 13/16.
  const image = pixels(0, 80, 0, 80);
  const [, topLeft] = testTimeViews(image, 2, 'fiveCrop');
  expect(Array.from(topLeft ?? []).filter((_, i) => i % 3 === 0)).toEqual([0, 65, 0, 65]);
});
