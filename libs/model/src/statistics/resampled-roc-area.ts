/**
 * The images of a set by their probability of one class, so that resamples need no sorting. They lie
 * in blocks, each with its positive images first: the images of a tie, and runs of ties between
 * which no order counts, since all are positive or none is.
 */
interface RankedClass {
  /** The cluster of each image, from the block of the highest probability down, [images]. */
  readonly clusters: Int32Array;
  /** Where the positive images of each block end, and where the block does, [blocks, 2]. */
  readonly ends: Int32Array;
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
    const isPositive = (image: number) => labels[image] === c;
    const positives = order.filter(isPositive).length;
    if (positives === 0 || positives === images) return [];
    const ranked: number[] = [];
    const ends: number[] = [];
    for (const { hits, misses } of listBlocks(order, isPositive, at)) {
      ends.push(ranked.length + hits.length, ranked.length + hits.length + misses.length);
      for (const image of hits) ranked.push(clusterOf[image] as number);
      for (const image of misses) ranked.push(clusterOf[image] as number);
    }
    return [{ clusters: Int32Array.from(ranked), ends: Int32Array.from(ends) }];
  });
}

interface Block {
  readonly hits: number[];
  readonly misses: number[];
}

function listBlocks(
  order: Uint32Array,
  isPositive: (image: number) => boolean,
  at: (image: number) => number,
): Block[] {
  const blocks: Block[] = [];
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && at(order[end] as number) === at(order[start] as number)) end++;
    const tied = [...order.subarray(start, end)];
    const hits = tied.filter(isPositive);
    const misses = tied.filter((image) => !isPositive(image));
    const last = blocks.at(-1);
    if (last && hits.length + last.hits.length === 0)
      for (const image of misses) last.misses.push(image);
    else if (last && misses.length + last.misses.length === 0)
      for (const image of hits) last.hits.push(image);
    else blocks.push({ hits, misses });
  }
  return blocks;
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

/** Runs 2,000 times for each interval: the two inner loops have no branch. */
function weightedRocArea({ clusters, ends }: RankedClass, weights: Uint32Array): number {
  let [twice, hits, misses, rank] = [0, 0, 0, 0];
  for (let block = 0; block < ends.length; block += 2) {
    let [tiedHits, tiedMisses] = [0, 0];
    const endOfHits = ends[block] as number;
    const end = ends[block + 1] as number;
    for (; rank < endOfHits; rank++) tiedHits += weights[clusters[rank] as number] as number;
    for (; rank < end; rank++) tiedMisses += weights[clusters[rank] as number] as number;
    twice += tiedMisses * (2 * hits + tiedHits);
    hits += tiedHits;
    misses += tiedMisses;
  }
  return twice / (2 * hits * misses);
}
