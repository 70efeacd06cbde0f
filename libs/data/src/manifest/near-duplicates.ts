import type { FoldAssignment, ImageRecord } from '@crossfold/contracts';
import { groupOf } from '../group-of.js';

/** An image and the hash of how it looks: 128 bits as four words. */
export interface HashedImage extends Pick<
  ImageRecord,
  'imageId' | 'groupId' | 'patientId' | 'label' | 'sha256'
> {
  readonly look: Uint32Array;
}

/** Two images of different groups (or patients) that look alike. */
export interface NearDuplicate {
  readonly images: readonly [string, string];
  readonly groups: readonly [string, string];
  readonly classes: readonly [string, string];
  /** Bits in which the looks differ, of 128. */
  readonly distance: number;
  /** The files are the same to the last byte. */
  readonly identical: boolean;
  /** Where a plan puts each, when one is given and has both. */
  readonly parts: readonly [FoldAssignment['fold'], FoldAssignment['fold']] | null;
  /** One is sealed and the other is in the pool: the final score would profit. */
  readonly crossesSeal: boolean;
}

/**
 * Pairs of images of different groups whose looks differ in at most `maxBits` bits, the nearest
 * first. Images of one group are meant to look alike and are no pair.
 *
 * @param assignments of a fold plan, to say which pairs lie on two sides
 */
export function findNearDuplicates(
  images: readonly HashedImage[],
  maxBits: number,
  assignments: readonly FoldAssignment[] = [],
): NearDuplicate[] {
  const partOf = new Map(assignments.map(({ imageId, fold }) => [imageId, fold]));
  const pairs: NearDuplicate[] = [];
  images.forEach((a, i) => {
    for (let j = i + 1; j < images.length; j++) {
      const b = images[j] as HashedImage;
      const distance = differingBits(a.look, b.look);
      if (distance > maxBits || groupOf(a) === groupOf(b)) continue;
      pairs.push(describePair(a, b, distance, partOf));
    }
  });
  return pairs.sort((a, b) => a.distance - b.distance);
}

function describePair(
  a: HashedImage,
  b: HashedImage,
  distance: number,
  partOf: ReadonlyMap<string, FoldAssignment['fold']>,
): NearDuplicate {
  const [first, second] = [partOf.get(a.imageId), partOf.get(b.imageId)];
  const parts = first === undefined || second === undefined ? null : ([first, second] as const);
  return {
    images: [a.imageId, b.imageId],
    groups: [a.groupId, b.groupId],
    classes: [a.label, b.label],
    distance,
    identical: a.sha256 === b.sha256,
    parts,
    crossesSeal: parts !== null && (parts[0] === 'test') !== (parts[1] === 'test'),
  };
}

export function differingBits(a: Uint32Array, b: Uint32Array): number {
  let bits = 0;
  for (let i = 0; i < a.length; i++) bits += popCount((a[i] as number) ^ (b[i] as number));
  return bits;
}

/** Ones of a 32-bit word, added up in parallel within the word. */
function popCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
