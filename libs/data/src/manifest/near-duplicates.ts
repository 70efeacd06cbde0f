import type { FoldAssignment, ImageRecord } from '@crossfold/contracts';
import { groupOf } from '../group-of.js';
import { nearPairs } from './near-pairs.js';

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
  const looks = images.map(({ look }) => look);
  return [...nearPairs(looks, maxBits)]
    .sort((a, b) => a.distance - b.distance || a.first - b.first || a.second - b.second)
    .flatMap(({ first, second, distance }) => {
      const [a, b] = [images[first] as HashedImage, images[second] as HashedImage];
      return groupOf(a) === groupOf(b) ? [] : [describePair(a, b, distance, partOf)];
    });
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
    crossesSeal: parts !== null && (parts[0] === 'sealed') !== (parts[1] === 'sealed'),
  };
}
