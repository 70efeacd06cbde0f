import { groupRows } from '../group-rows.js';
import type { SplitPart } from './split-parts.js';
import type { SplitRow } from './split-table.js';

/** A smaller difference of shares is no drift, however sure it is. */
const minDrift = 0.05;
/** Of a normal distribution, two-sided: one part in a thousand drifts so far by chance. */
const chanceBound = 3.29;

export interface PartBalance {
  readonly part: SplitPart;
  readonly images: number;
  /** Null where the split says nothing of groups. */
  readonly groups: number | null;
  /** Images of each class, in the order of the classes. */
  readonly counts: readonly number[];
  /** Classes without an image here. */
  readonly missing: readonly string[];
  /** Classes whose share differs from that in all parts by more than chance and five points explain. */
  readonly drifted: readonly { readonly label: string; readonly difference: number }[];
}

/**
 * Classes of each part. Whether a share drifts is judged by the number of groups, not of images:
 * those of a group come and go together.
 */
export function balanceParts(
  rows: readonly SplitRow[],
  parts: readonly SplitPart[],
  classes: readonly string[],
): PartBalance[] {
  const byPart = groupRows(rows, ({ part }) => part);
  const shares = classes.map((label) => share(countOf(rows, label), rows.length));
  return parts.map((part) => {
    const own = byPart.get(part.name) ?? [];
    const counts = classes.map((label) => countOf(own, label));
    const units = new Set(own.map(({ group, imageId }) => group ?? `\u0000${imageId}`)).size;
    return {
      part,
      images: own.length,
      groups: own.some(({ group }) => group !== null) ? units : null,
      counts,
      missing: classes.filter((_, c) => counts[c] === 0),
      drifted: classes.flatMap((label, c) => {
        const expected = shares[c] ?? 0;
        const difference = share(counts[c] ?? 0, own.length) - expected;
        const chance = chanceBound * Math.sqrt((expected * (1 - expected)) / Math.max(1, units));
        return Math.abs(difference) > Math.max(minDrift, chance) ? [{ label, difference }] : [];
      }),
    };
  });
}

function countOf(rows: readonly SplitRow[], label: string): number {
  return rows.filter((row) => row.label === label).length;
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
