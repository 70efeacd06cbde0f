import type { FoldAssignment, Leak } from '@crossfold/contracts';
import { groupOf } from './group-of.js';
import { groupRows } from './group-rows.js';

/**
 * Images that are tested by one fold while another image of their lesion, or of
 * their patient where the set knows patients, lies in the training part
 * of that fold, over all images of the folds. The sealed part does not count.
 */
export function measureLeak(assignments: readonly FoldAssignment[]): Leak {
  const poolImages = assignments.filter(({ fold }) => fold !== 'test').length;
  return { leakedImages: leakedImages(assignments).length, poolImages };
}

/** Ids of the images that {@link measureLeak} counts. */
export function leakedImages(assignments: readonly FoldAssignment[]): string[] {
  const pool = assignments.filter(({ fold }) => fold !== 'test');
  return [...groupRows(pool, groupOf).values()]
    .filter((images) => new Set(images.map(({ fold }) => fold)).size > 1)
    .flatMap((images) => images.map(({ imageId }) => imageId));
}
