/**
 * Images of a batch that is computed in one size alone, so that the last one has little padding.
 *
 * @param images how many there are, at least 1
 * @param most of a batch
 */
export function evenBatchSize(images: number, most: number): number {
  return Math.ceil(images / Math.ceil(images / most));
}
