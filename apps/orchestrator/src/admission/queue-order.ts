import { listTrainedVariants, listTrials, type Study, type TrialCell } from '@crossfold/contracts';

/**
 * Trials that can take their weights from others of the study come last, when those have them. Not in a
 * race, where every look needs the first cells of all variants.
 */
export function inQueueOrder(study: Study): TrialCell[] {
  const cells = listTrials(study);
  if (study.racing) return cells;
  const trained = new Set(listTrainedVariants(study.variants));
  const [first, later] = [true, false].map((trains) =>
    cells.filter(({ variant }) => trained.has(variant) === trains),
  );
  return [...(first ?? []), ...(later ?? [])];
}
