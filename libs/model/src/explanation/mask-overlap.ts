/** How a map lies to a region. All are shares of 1 but the quotient. */
export interface MaskOverlap {
  /** Share of the map's sum that lies inside the region. */
  readonly energyInside: number;
  /** Share of the image that the region takes: the energy inside of a map that knows nothing. */
  readonly maskShare: number;
  /** Pointing game (Zhang et al. 2018): whether the highest place is inside. */
  readonly pointsInside: boolean;
  /** Intersection over union of the region and the hottest {@link hottestShare} of the image. */
  readonly iou: number;
  /** Mean of the map outside the region over its mean inside; null when it is 0 inside. */
  readonly backgroundQuotient: number | null;
}

/** The part of the image that counts as highlighted for the intersection over union. */
const hottestShare = 0.2;

/**
 * Compares a map with the mask of the region.
 *
 * @param map [pixels], at least 0
 * @param mask [pixels], 0 outside the region
 * @returns null where nothing can be said: an empty map, or a region of none or all of the image
 */
export function maskOverlap(map: Float32Array, mask: Uint8Array): MaskOverlap | null {
  const threshold = hottestThreshold(map);
  let [sum, inside, region, hottest, both, peak] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < map.length; i++) {
    const value = map[i] as number;
    const isInside = mask[i] !== 0;
    sum += value;
    if (value > (map[peak] as number)) peak = i;
    if (value >= threshold) hottest += 1;
    if (!isInside) continue;
    inside += value;
    region += 1;
    if (value >= threshold) both += 1;
  }
  if (sum === 0 || region === 0 || region === map.length) return null;
  const background = (sum - inside) / (map.length - region);
  return {
    energyInside: inside / sum,
    maskShare: region / map.length,
    pointsInside: mask[peak] !== 0,
    iou: both / (hottest + region - both),
    backgroundQuotient: inside === 0 ? null : background / (inside / region),
  };
}

/** The value that the hottest share reaches; a place of 0 is never hot. */
function hottestThreshold(map: Float32Array): number {
  const sorted = Float32Array.from(map).sort();
  const count = Math.max(1, Math.round(hottestShare * map.length));
  return Math.max(sorted[map.length - count] as number, Number.MIN_VALUE);
}
