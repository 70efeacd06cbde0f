import type { Report, VariantReport } from '@crossfold/contracts';
import { isSameCell } from './same-cell.js';
import type { CellEnd } from './study-results.js';

/**
 * What a variant scores when each cell without a result counts as the trivial answer: a variant that
 * diverges on some cells is otherwise judged by those on which it did not.
 *
 * @param cells of the variant, without those that were cancelled
 * @param reference cells of the variant that it is compared with; null for the baseline
 * @returns null where no cell is missing
 */
export function worstCase(
  cells: readonly CellEnd[],
  reference: readonly CellEnd[] | null,
  trivial: Report['trivial'],
): VariantReport['worstCase'] {
  const missing = cells.filter(({ receipt }) => !receipt).length;
  if (missing === 0) return null;
  const scoresOf = ({ receipt }: CellEnd) => receipt?.evaluation.scores ?? trivial;
  const differences = cells.flatMap((own) => {
    const other = reference?.find(({ cell }) => isSameCell(cell, own.cell))?.receipt;
    if (!other) return [];
    return [scoresOf(own).balancedAccuracy - other.evaluation.scores.balancedAccuracy];
  });
  return {
    cells: cells.length,
    missing,
    accuracy: mean(cells.map((cell) => scoresOf(cell).accuracy)),
    balancedAccuracy: mean(cells.map((cell) => scoresOf(cell).balancedAccuracy)),
    macroF1: mean(cells.map((cell) => scoresOf(cell).macroF1)),
    difference: differences.length > 0 ? mean(differences) : null,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
