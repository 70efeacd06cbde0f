import { scoreNames, type Predictions, type Scores } from '@crossfold/contracts';
import { classRates, confusionMatrix, mean } from './confusion.js';

/** All out-of-fold predictions of a variant as one set; with several seeds an image is in it often. */
export function poolPredictions(parts: readonly Predictions[]): Predictions | null {
  const [first] = parts;
  if (!first) return null;
  return {
    schemaVersion: 1,
    classes: first.classes,
    imageIds: parts.flatMap(({ imageIds }) => imageIds),
    labels: parts.flatMap(({ labels }) => labels),
    probabilities: parts.flatMap(({ probabilities }) => probabilities),
  };
}

export interface CellStatistics {
  readonly mean: Scores;
  /** Sample standard deviation (n − 1); null for a single cell. */
  readonly sd: Record<string, number> | null;
}

/** Mean and spread of each score over the cells of a variant; null where a cell has none. */
export function summariseCells(cells: readonly Scores[]): CellStatistics | null {
  if (cells.length === 0) return null;
  const spreads = scoreNames.map((name) => {
    const values = cells.flatMap((cell) => cell[name] ?? []);
    return [name, values.length === cells.length ? spreadOf(values) : null] as const;
  });
  return {
    mean: Object.fromEntries(
      spreads.map(([name, spread]) => [name, spread?.mean ?? null]),
    ) as Scores,
    sd:
      cells.length === 1
        ? null
        : Object.fromEntries(
            spreads.flatMap(([name, spread]) => (spread ? [[name, spread.sd]] : [])),
          ),
  };
}

function spreadOf(values: readonly number[]): { readonly mean: number; readonly sd: number } {
  const centre = mean(values);
  const squares = values.map((value) => (value - centre) ** 2);
  const sd = Math.sqrt((mean(squares) * values.length) / (values.length - 1));
  return { mean: centre, sd };
}

export interface TrivialScores {
  readonly class: string;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
}

/** Scores of always answering the most frequent class: what every model has to beat. */
export function trivialScores(
  labels: readonly number[],
  classes: readonly string[],
): TrivialScores {
  const counts = classes.map((_, c) => labels.filter((label) => label === c).length);
  const most = counts.indexOf(Math.max(...counts));
  const answers = labels.map(() => most);
  const rates = classRates(confusionMatrix(labels, answers, classes.length));
  return {
    class: classes[most] as string,
    accuracy: (counts[most] as number) / labels.length,
    balancedAccuracy: mean(rates.map(({ recall }) => recall)),
    macroF1: mean(rates.map(({ f1 }) => f1)),
  };
}
