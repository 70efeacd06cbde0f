/** Images that batches differ by, where that is little beside what they hold. */
const stepImages = 8;

/**
 * Images of a batch that is computed in one size alone, so that the last one has little padding. Few
 * sizes occur, since a graph is prepared for each: parts of folds differ by some images.
 *
 * @param images how many there are, at least 1
 * @param most of a batch
 */
export function evenBatchSize(images: number, most: number): number {
  const even = Math.ceil(images / Math.ceil(images / most));
  if (most < 4 * stepImages) return even;
  return Math.min(most, Math.ceil(even / stepImages) * stepImages);
}
