import { count, signed } from '../text/format.js';
import type { CellLook } from './confused-classes.js';

/** What the cells of a confusion matrix are. */
export type ShownCells = 'counts' | 'shares' | 'difference';

type Matrix = readonly (readonly number[])[];

/** @param other what `difference` subtracts, of the same classes; null for none */
export function cellLooks(matrix: Matrix, other: Matrix | null, shown: ShownCells): CellLook[][] {
  return matrix.map((row, r) => {
    const shares = sharesOf(row);
    const others = sharesOf(other?.[r] ?? []);
    return row.map((images, c) => {
      const share = shares[c] ?? 0;
      const isDiagonal = r === c;
      if (shown === 'counts') return { text: count(images), share, isGood: isDiagonal };
      if (shown === 'shares') {
        return { text: (100 * share).toFixed(1), share, isGood: isDiagonal };
      }
      const difference = share - (others[c] ?? 0);
      const isGood = isDiagonal ? difference >= 0 : difference <= 0;
      // A difference of a fifth has the deepest colour.
      return { text: signed(difference), share: Math.min(1, 5 * Math.abs(difference)), isGood };
    });
  });
}

function sharesOf(row: readonly number[]): number[] {
  const all = row.reduce((sum, images) => sum + images, 0);
  return row.map((images) => (all > 0 ? images / all : 0));
}
