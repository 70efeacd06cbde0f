/** Scores of one confusion matrix. */
export interface MatrixScores {
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly accuracy: number;
  /** Of each class; NaN for one without images. */
  readonly recalls: readonly number[];
}

/**
 * The macro scores are means over the classes that have images.
 *
 * @param matrix [true class, predicted class]
 */
export function matrixScores(matrix: Float64Array, classes: number): MatrixScores {
  let [recallSum, f1Sum, present, allHits, total] = [0, 0, 0, 0, 0];
  const recalls: number[] = [];
  for (let c = 0; c < classes; c++) {
    let [support, claimed] = [0, 0];
    for (let other = 0; other < classes; other++) {
      support += matrix[c * classes + other] as number;
      claimed += matrix[other * classes + c] as number;
    }
    const hits = matrix[c * classes + c] as number;
    recalls.push(hits / support);
    if (support === 0) continue;
    present += 1;
    recallSum += hits / support;
    f1Sum += (2 * hits) / (support + claimed);
    allHits += hits;
    total += support;
  }
  return {
    balancedAccuracy: recallSum / present,
    macroF1: f1Sum / present,
    accuracy: allHits / total,
    recalls,
  };
}
