import type { Leakage, Predictions } from '@crossfold/contracts';
import { tabulatePredictions } from '@crossfold/model';

interface Row {
  readonly label: number;
  readonly isRight: boolean;
}

/**
 * The scores of a variant on test images whose group it was trained on, and on the others. What the
 * first have above the others is memory of groups, as far as both are alike hard: only a plan
 * that keeps groups whole says what is left without it.
 *
 * @param pooled out-of-fold predictions
 * @returns null where one of the two parts has no image, or no class of the other
 */
export function compareLeaked(
  variant: string,
  pooled: Predictions,
  leakedIds: ReadonlySet<string>,
): Leakage | null {
  const { labels, predicted } = tabulatePredictions(pooled);
  const [leaked, others]: [Row[], Row[]] = [[], []];
  pooled.imageIds.forEach((imageId, i) => {
    const label = labels[i] as number;
    const part = leakedIds.has(imageId) ? leaked : others;
    part.push({ label, isRight: predicted[i] === label });
  });
  const shared = [...new Set(leaked.map(({ label }) => label))].filter((label) =>
    others.some((row) => row.label === label),
  );
  if (shared.length === 0) return null;
  return { variant, leaked: scoresOf(leaked, shared), others: scoresOf(others, shared) };
}

function scoresOf(rows: readonly Row[], classes: readonly number[]): Leakage['leaked'] {
  const recalls = classes.map((label) => shareRight(rows.filter((row) => row.label === label)));
  return {
    images: rows.length,
    accuracy: shareRight(rows),
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
  };
}

function shareRight(rows: readonly Row[]): number {
  return rows.filter(({ isRight }) => isRight).length / rows.length;
}
