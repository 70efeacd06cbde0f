/** The images of a set sorted by their probability of one class, so that resamples need no sorting. */
interface RankedClass {
  /** The cluster of each image, from the highest probability down, [images]. */
  readonly clusters: Int32Array;
  /** 1 for an image of the class, [images]. */
  readonly isPositive: Uint8Array;
  /** 1 where the next image has another probability, [images]. */
  readonly endsTie: Uint8Array;
}

/**
 * @param probabilities [images, classes]
 * @param clusterOf the number of each image's cluster, [images]
 * @returns for each class that has images on both sides
 */
export function rankClasses(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  clusterOf: Int32Array,
  classes: number,
): RankedClass[] {
  const images = clusterOf.length;
  return Array.from({ length: classes }, (_, c) => c).flatMap((c) => {
    const at = (image: number) => probabilities[image * classes + c] as number;
    const order = Uint32Array.from({ length: images }, (_, i) => i).sort((a, b) => at(b) - at(a));
    const isPositive = Uint8Array.from(order, (image) => (labels[image] === c ? 1 : 0));
    const positives = isPositive.reduce((sum, one) => sum + one, 0);
    if (positives === 0 || positives === images) return [];
    const clusters = Int32Array.from(order, (image) => clusterOf[image] as number);
    const endsTie = Uint8Array.from(order, (image, rank) => {
      const next = order[rank + 1];
      return next === undefined || at(next) !== at(image) ? 1 : 0;
    });
    return [{ clusters, isPositive, endsTie }];
  });
}

/**
 * Macro mean of the areas under the ROC curve when each image counts as often as its cluster was
 * drawn; ties count half. A class that was not drawn is left out.
 *
 * @param weights how often each cluster was drawn, [clusters]
 */
export function weightedMacroRocArea(ranked: readonly RankedClass[], weights: Uint32Array): number {
  let [sum, present] = [0, 0];
  for (const one of ranked) {
    const area = weightedRocArea(one, weights);
    if (Number.isNaN(area)) continue;
    sum += area;
    present += 1;
  }
  return sum / present;
}

/** Runs 2,000 times for each interval, and a third of the clusters are not drawn. */
function weightedRocArea(
  { clusters, isPositive, endsTie }: RankedClass,
  weights: Uint32Array,
): number {
  let [twice, hits, misses, tiedHits, tiedMisses] = [0, 0, 0, 0, 0];
  for (let rank = 0; rank < clusters.length; rank++) {
    const weight = weights[clusters[rank] as number] as number;
    if (weight === 0 && tiedHits === 0 && tiedMisses === 0) continue;
    if (isPositive[rank] === 1) tiedHits += weight;
    else tiedMisses += weight;
    if (endsTie[rank] === 0) continue;
    twice += tiedMisses * (2 * hits + tiedHits);
    hits += tiedHits;
    misses += tiedMisses;
    tiedHits = 0;
    tiedMisses = 0;
  }
  return twice / (2 * hits * misses);
}
