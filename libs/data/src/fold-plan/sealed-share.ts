/** How many of how many equal parts of the images are sealed. */
export interface SealedParts {
  readonly sealed: number;
  readonly of: number;
}

/** A share is reached where it is missed by no more than this. */
const tolerance = 0.01 + 1e-9;
/** Each part needs a group of every class, so there cannot be many. */
const maxParts = 20;

/**
 * The parts that seal a share of the images: one of `round(1 / share)` where that reaches it, else
 * the fewest parts that do, else the nearest that the rarest class has groups for.
 *
 * @param share above 0, at most 0.5
 * @param rarest groups (or images) of the class that has fewest
 */
export function chooseSealedParts(share: number, rarest: number): SealedParts {
  const single = singlePart(share);
  const candidates = [single, ...severalParts(share, Math.min(maxParts, rarest))];
  const misses = ({ sealed, of }: SealedParts) => Math.abs(sealed / of - share);
  const reached = candidates.find((parts) => misses(parts) <= tolerance);
  if (reached) return reached;
  return candidates.reduce((best, parts) => (misses(parts) < misses(best) ? parts : best));
}

/** One part, of as many as come nearest: what every class must have groups for. */
export function singlePart(share: number): SealedParts {
  return { sealed: 1, of: Math.round(1 / share) };
}

function severalParts(share: number, most: number): SealedParts[] {
  return Array.from({ length: Math.max(0, most - 1) }, (_, i) => i + 2).map((of) => ({
    sealed: Math.max(1, Math.round(share * of)),
    of,
  }));
}
