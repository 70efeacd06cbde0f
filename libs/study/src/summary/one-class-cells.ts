import type { Evaluation, VariantReport } from '@crossfold/contracts';
import type { CellEnd } from './study-results.js';

/**
 * Cells whose model answers one class to every image: their balanced accuracy is 1 / classes whatever
 * they were tested on.
 */
export function findOneClassCells(cells: readonly CellEnd[]): VariantReport['oneClassCells'] {
  return cells.flatMap(({ cell: { trialId }, receipt }) => {
    const answer = receipt && onlyAnswer(receipt.evaluation);
    return answer ? [{ trialId, class: answer }] : [];
  });
}

/** The class that every image was given; null where there are several. */
export function onlyAnswer({
  perClass,
  confusionMatrix,
}: Pick<Evaluation, 'perClass' | 'confusionMatrix'>): string | null {
  const answered = perClass.filter((_, c) => confusionMatrix.some((row) => (row[c] ?? 0) > 0));
  return answered.length === 1 ? (answered[0]?.name ?? null) : null;
}
