import { AppError, type InnerPredictions } from '@crossfold/contracts';

/** Predictions of several candidates for the same images, none of which any of them trained on. */
export interface HeldOutRows {
  readonly images: number;
  readonly classes: number;
  /** [images] */
  readonly labels: Int32Array;
  /** One for each candidate, [images, classes]. */
  readonly candidates: readonly Float64Array[];
}

/**
 * Stacks the inner validation parts of several cells. In a cell all candidates had the same inner
 * split, so that for each row every candidate has a model that did not train on its image.
 *
 * @param cells [cell][candidate]
 * @throws AppError OBJECT_CORRUPT when the candidates of a cell predicted other images;
 *   CONFLICT without a cell
 */
export function stackHeldOut(cells: readonly (readonly InnerPredictions[])[]): HeldOutRows {
  const [first] = cells[0] ?? [];
  if (!first) {
    throw new AppError(
      'CONFLICT',
      'expected a cell that every variant of the ensemble finished, to learn weights from, got none',
    );
  }
  for (const cell of cells) assertSameImages(cell);
  const candidates = (cells[0] ?? []).map((_, candidate) =>
    Float64Array.from(cells.flatMap((cell) => cell[candidate]?.probabilities.flat() ?? [])),
  );
  const labels = Int32Array.from(cells.flatMap((cell) => cell[0]?.labels ?? []));
  return { images: labels.length, classes: first.classes.length, labels, candidates };
}

function assertSameImages(cell: readonly InnerPredictions[]): void {
  const [first, ...others] = cell.map(({ repeat, fold, imageIds }) =>
    [repeat, fold, ...imageIds].join(' '),
  );
  if (others.every((ids) => ids === first)) return;
  throw new AppError(
    'OBJECT_CORRUPT',
    'expected inner predictions of the same images from all variants of a cell, got others',
  );
}

/** Mean negative log-likelihood of the candidates' weighted mean, in nats. */
export function mixtureLoss(rows: HeldOutRows, weights: readonly number[]): number {
  let total = 0;
  for (let image = 0; image < rows.images; image++) {
    const p = weights.reduce((sum, w, k) => sum + w * likelihood(rows, k, image), 0);
    total -= Math.log(Math.max(p, Number.EPSILON));
  }
  return total / rows.images;
}

/** Probability that a candidate gives the true class of an image. */
export function likelihood(
  { classes, labels, candidates }: HeldOutRows,
  candidate: number,
  image: number,
): number {
  return candidates[candidate]?.[image * classes + (labels[image] as number)] as number;
}
