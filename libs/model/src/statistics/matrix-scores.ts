/** Scores of one confusion matrix. */
export interface MatrixScores {
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly accuracy: number;
  /** Of each class; NaN for one without images. */
  readonly recalls: readonly number[];
  /** The same; 0 for a class that is never answered. */
  readonly precisions: readonly number[];
  readonly f1s: readonly number[];
}

/**
 * The macro scores are means over the classes that have images.
 *
 * @param matrix [true class, predicted class]
 */
export function matrixScores(matrix: Float64Array, classes: number): MatrixScores {
  let [recallSum, f1Sum, present, allHits, total] = [0, 0, 0, 0, 0];
  const [recalls, precisions, f1s]: [number[], number[], number[]] = [[], [], []];
  for (let c = 0; c < classes; c++) {
    let [support, claimed] = [0, 0];
    for (let other = 0; other < classes; other++) {
      support += matrix[c * classes + other] as number;
      claimed += matrix[other * classes + c] as number;
    }
    const hits = matrix[c * classes + c] as number;
    const isThere = support > 0;
    const f1 = isThere ? (2 * hits) / (support + claimed) : NaN;
    recalls.push(hits / support);
    precisions.push(isThere ? hits / Math.max(1, claimed) : NaN);
    f1s.push(f1);
    if (!isThere) continue;
    present += 1;
    recallSum += hits / support;
    f1Sum += f1;
    allHits += hits;
    total += support;
  }
  return {
    balancedAccuracy: recallSum / present,
    macroF1: f1Sum / present,
    accuracy: allHits / total,
    recalls,
    precisions,
    f1s,
  };
}
