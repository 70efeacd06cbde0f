/* Which fold of which repeat: no zod here, since the page has it too. */

/** How a plan divides its images. */
export interface FoldCounts {
  readonly folds: number;
  /** How often all images are split anew; left out for once. */
  readonly repeats?: number | undefined;
}

/** How often the images are split. */
export function countRepeats({ repeats }: Pick<FoldCounts, 'repeats'>): number {
  return repeats ?? 1;
}

/** Folds of all repeats: each is a split, with trials of its own. */
export function countSplits(options: FoldCounts): number {
  return options.folds * countRepeats(options);
}

/** One fold of one repeat, both from 0. */
export interface Place {
  readonly repeat: number;
  readonly fold: number;
}

/** The number of a split among those of all repeats, from 0: with k folds r·k + j is fold j of repeat r. */
export function splitAt({ folds }: FoldCounts, { repeat, fold }: Place): number {
  return repeat * folds + fold;
}

/** The inverse of {@link splitAt}. */
export function placeOfSplit({ folds }: FoldCounts, split: number): Place {
  return { repeat: Math.floor(split / folds), fold: split % folds };
}

export function listPlaces(options: FoldCounts): Place[] {
  return Array.from({ length: countSplits(options) }, (_, split) => placeOfSplit(options, split));
}

/** Such as `fold 2`, or `repeat 1, fold 2` where the plan has repeats. */
export function placeText({ repeats }: Pick<FoldCounts, 'repeats'>, place: Place): string {
  return repeats === undefined
    ? `fold ${place.fold}`
    : `repeat ${place.repeat}, fold ${place.fold}`;
}

/** Such as `5 folds`, or `5 folds × 2 repeats`. */
export function foldsText({ folds, repeats }: FoldCounts): string {
  return repeats === undefined ? `${folds} folds` : `${folds} folds × ${repeats} repeats`;
}

/** The place that a stored document names: it alone does not tell where it is of before. */
export function placeOfStored(
  options: FoldCounts,
  { repeat, fold }: { readonly repeat: number | null; readonly fold: number },
): Place {
  return repeat === null ? placeOfSplit(options, fold) : { repeat, fold };
}
