import type { FoldAssignment, Leak } from '@crossfold/contracts';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { testingFold } from './testing-fold.js';

/**
 * Images that are tested by one fold while another image of their group, or of
 * their patient where the set knows patients, lies in the training part
 * of that fold, over all images of the folds. The sealed part does not count; with repeats each
 * counts its own.
 */
export function measureLeak(assignments: readonly FoldAssignment[]): Leak {
  const pool = assignments.filter(({ fold }) => fold !== 'sealed');
  const repeats = repeatsOf(pool);
  const crossings = [...groupRows(pool, groupOf).values()].map(
    (images) => images.length * repeats.filter((repeat) => crosses(images, repeat)).length,
  );
  return {
    leakedImages: crossings.reduce((sum, images) => sum + images, 0),
    poolImages: pool.length * repeats.length,
  };
}

/** Ids of the images that {@link measureLeak} counts, in whatever repeat. */
export function leakedImages(assignments: readonly FoldAssignment[]): string[] {
  const pool = assignments.filter(({ fold }) => fold !== 'sealed');
  const repeats = repeatsOf(pool);
  return [...groupRows(pool, groupOf).values()]
    .filter((images) => repeats.some((repeat) => crosses(images, repeat)))
    .flatMap((images) => images.map(({ imageId }) => imageId));
}

/** Their numbers, from 0. */
function repeatsOf(pool: readonly FoldAssignment[]): number[] {
  const further = pool.reduce(
    (most, { repeatFolds }) => Math.max(most, repeatFolds?.length ?? 0),
    0,
  );
  return Array.from({ length: 1 + further }, (_, repeat) => repeat);
}

function crosses(images: readonly FoldAssignment[], repeat: number): boolean {
  return new Set(images.map((row) => testingFold(row, repeat))).size > 1;
}
