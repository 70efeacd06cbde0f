import { AppError } from '@crossfold/contracts';

/** Counts [true class][predicted class]. */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let image = 0; image < labels.length; image++) {
    const row = matrix[labels[image] as number] as number[];
    const column = predicted[image] as number;
    row[column] = (row[column] ?? 0) + 1;
  }
  return matrix;
}

export interface ClassRates {
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of each class; a division by zero gives 0, as scikit-learn's default. */
export function classRates(matrix: readonly (readonly number[])[]): ClassRates[] {
  return matrix.map((row, c) => {
    const hits = row[c] ?? 0;
    const support = sum(row);
    const claimed = sum(matrix.map((other) => other[c] ?? 0));
    const precision = ratio(hits, claimed);
    const recall = ratio(hits, support);
    return { support, precision, recall, f1: ratio(2 * hits, support + claimed) };
  });
}

/**
 * Mean recall over the classes that have images, as scikit-learn's: of another class the recall is not
 * defined.
 *
 * @throws AppError REQUEST_INVALID when no class has an image
 */
export function balancedAccuracy(rates: readonly ClassRates[]): number {
  const present = rates.filter(({ support }) => support > 0);
  if (present.length > 0) return mean(present.map(({ recall }) => recall));
  throw new AppError('REQUEST_INVALID', 'expected images for balanced accuracy, got none');
}

export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
