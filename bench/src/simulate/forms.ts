import {
  compareCells,
  correctedResampledT,
  intervalOfMean,
  moments,
  type CellDifference,
} from '@crossfold/model';

/** What a form says of one study. */
export interface Answer {
  readonly p: number;
  /** Of 95 %. */
  readonly interval: readonly [number, number];
}

export interface Layout {
  /** [folds][seeds] */
  readonly differences: readonly (readonly number[])[];
  readonly testToTrain: number;
}

/** The forms of the test that are compared, the one in use last. */
export const forms = {
  'all cells': allCells,
  'fold means': foldMeans,
  'larger of both': largerOfBoth,
  components,
} satisfies Record<string, (layout: Layout) => Answer>;

export type FormName = keyof typeof forms;

/** Every cell as if it were a fold of its own: J = folds × seeds. */
function allCells({ differences, testToTrain }: Layout): Answer {
  return corrected(differences.flat(), testToTrain);
}

/** Seeds averaged in each fold, then the corrected test over folds. */
function foldMeans({ differences, testToTrain }: Layout): Answer {
  return corrected(
    differences.map((seeds) => moments(seeds).mean),
    testToTrain,
  );
}

/** Until the parts can be told apart: whichever of the two is less sure. */
function largerOfBoth(layout: Layout): Answer {
  const [cells, means] = [allCells(layout), foldMeans(layout)];
  return cells.p > means.p ? cells : means;
}

/** Variance from the fold and the seed part: what reports have. */
function components({ differences, testToTrain }: Layout): Answer {
  const cells = differences.flatMap((seeds, unit): CellDifference[] =>
    seeds.map((difference) => ({ unit, difference })),
  );
  const found = compareCells(cells, testToTrain);
  if (!found) throw new RangeError(`expected at least two folds, got ${differences.length}`);
  const { mean, standardError, test } = found;
  return { p: test.p, interval: intervalOfMean({ mean, standardError, df: test.df }, 0.05) };
}

function corrected(values: readonly number[], testToTrain: number): Answer {
  const { df, p } = correctedResampledT(values, testToTrain);
  const { mean, variance } = moments(values);
  const standardError = Math.sqrt((1 / values.length + testToTrain) * variance);
  return { p, interval: intervalOfMean({ mean, standardError, df }, 0.05) };
}
