import { groupRows } from '../group-rows.js';
import { nearPairs } from '../manifest/near-pairs.js';
import { likenessOf, type ImageLook } from './image-look.js';
import type { SplitPart } from './split-parts.js';
import type { SplitRow } from './split-table.js';

/**
 * What ties images on two sides of a split: the image itself, one file under several ids, a changed
 * copy, or the group.
 */
export const crossingKinds = ['image', 'file', 'copy', 'group'] as const;
export type CrossingKind = (typeof crossingKinds)[number];

/** An image of a split with what is known of its file. */
export interface AuditedRow extends SplitRow {
  /** SHA-256 of its file; null where there is none to look at. */
  readonly sha256: string | null;
  readonly look: ImageLook | null;
}

/** Images that belong together and lie on two sides. */
export interface Crossing {
  readonly kind: CrossingKind;
  /** The group, the image or the hash that they share; null of a pair that looks alike. */
  readonly key: string | null;
  readonly rows: readonly AuditedRow[];
  /** Bits in which a pair differs, of 128, and the correlation of their pictures. */
  readonly copy: { readonly distance: number; readonly likeness: number } | null;
}

export interface CopyOptions {
  /** Most bits of 128 in which hashes of copies differ. */
  readonly maxBits: number;
  /** Least correlation of the pictures of copies. */
  readonly minLikeness: number;
  /** Look for mirrored and turned copies too. */
  readonly mirrored: boolean;
}

/**
 * Of drawn photographs, 320 copies of other size, compression, brightness, shape or turn differed in
 * at most 3 bits and correlated by .999 or more; of 31,125 pairs of others, those within 12 bits or
 * beyond .95 were none.
 */
export const usualCopies: CopyOptions = { maxBits: 12, minLikeness: 0.97, mirrored: false };

/** Whether images of one of the parts are tested by a model that has seen the other. */
export function sidesOf(parts: readonly SplitPart[]) {
  const trainedOn = new Map(parts.map((part) => [part.name, new Set(part.trainedOn)]));
  const sees = (tested: string, other: string) => trainedOn.get(tested)?.has(other) ?? false;
  return { sees, cross: (a: string, b: string) => sees(a, b) || sees(b, a) };
}

/** All that lies on two sides of a split, by kind, each in the order of the table. */
export function findCrossings(
  rows: readonly AuditedRow[],
  parts: readonly SplitPart[],
  copies: CopyOptions,
): Crossing[] {
  const shared = (kind: CrossingKind, keyOf: (row: AuditedRow) => string | null) =>
    sharedBy(rows, keyOf)
      .filter(([, alike]) => crosses(alike, parts))
      .map(([key, alike]): Crossing => ({ kind, key, rows: alike, copy: null }));
  return [
    ...shared('image', ({ imageId }) => imageId),
    ...shared('file', ({ sha256 }) => sha256).filter((one) => countIds(one) > 1),
    ...findCopies(rows, parts, copies),
    ...shared('group', ({ group }) => group).filter((one) => countIds(one) > 1),
  ];
}

function countIds({ rows }: Crossing): number {
  return new Set(rows.map(({ imageId }) => imageId)).size;
}

function sharedBy(rows: readonly AuditedRow[], keyOf: (row: AuditedRow) => string | null) {
  const keyed = rows.filter((row) => keyOf(row) !== null);
  return [...groupRows(keyed, (row) => keyOf(row) ?? '')].filter(([, alike]) => alike.length > 1);
}

function crosses(rows: readonly AuditedRow[], parts: readonly SplitPart[]): boolean {
  const { cross } = sidesOf(parts);
  const names = [...new Set(rows.map(({ part }) => part))];
  return names.some((a) => names.some((b) => cross(a, b)));
}

/** Pairs of different files that look alike; one pair for files that several rows have. */
function findCopies(
  rows: readonly AuditedRow[],
  parts: readonly SplitPart[],
  { maxBits, minLikeness, mirrored }: CopyOptions,
): Crossing[] {
  const { cross } = sidesOf(parts);
  const seen = rows.filter((row) => row.look !== null);
  const forms = mirrored ? 8 : 1;
  const hashes = Array.from({ length: forms }, (_, form) =>
    seen.map(({ look }) => look?.hashes[form] ?? new Uint32Array(4)),
  ).flat();
  const found = new Map<string, Crossing>();
  for (const { first, second, distance } of nearPairs(hashes, maxBits)) {
    const [a, b] = [seen[first], seen[second % seen.length]];
    if (!a?.look || !b?.look || first >= seen.length || !cross(a.part, b.part)) continue;
    if (a.imageId === b.imageId || a.sha256 === b.sha256) continue;
    const likeness = likenessOf(a.look, b.look, Math.floor(second / seen.length));
    if (likeness < minLikeness) continue;
    const pair = a.line < b.line ? [a, b] : [b, a];
    const key = pair.map(({ line }) => line).join(' ');
    const known = found.get(key)?.copy;
    if (known && known.distance <= distance) continue;
    found.set(key, { kind: 'copy', key: null, rows: pair, copy: { distance, likeness } });
  }
  return [...found.values()].sort((a, b) => lineOf(a) - lineOf(b));
}

function lineOf({ rows }: Crossing): number {
  return rows[0]?.line ?? 0;
}
