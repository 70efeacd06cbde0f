import { expect, it } from 'vitest';
import { evenBatchSize } from './even-batch-size.js';

it.each([
  // images, most, batch
  [1, 5, 1],
  [7, 5, 4],
  [1, 32, 8],
  [18, 32, 24],
  [32, 32, 32],
  [33, 32, 24],
  [2000, 32, 32],
  [70, 60, 40],
])('divides %i images into batches of at most %i: %i', (images, most, size) => {
  expect(evenBatchSize(images, most)).toBe(size);
});
