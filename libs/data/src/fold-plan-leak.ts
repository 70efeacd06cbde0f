import type { FoldAssignment, Leak } from '@crossfold/contracts';
import { groupOf } from './group-of.js';
import { groupRows } from './group-rows.js';

/**
 * Images that are tested by one fold while another image of their lesion, or of
 * their patient where the set knows patients, lies in the training part
 * of that fold, over all images of the folds. The sealed part does not count.
 */
export function measureLeak(assignments: readonly FoldAssignment[]): Leak {
  const pool = assignments.filter(({ fold }) => fold !== 'test');
  const groups = [...groupRows(pool, groupOf).values()];
  const crossing = groups.filter((images) => new Set(images.map(({ fold }) => fold)).size > 1);
  return {
    leakedImages: crossing.reduce((sum, images) => sum + images.length, 0),
    poolImages: pool.length,
  };
}
