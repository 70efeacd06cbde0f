import type { ScoreIntervals } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { addClusters, drawClusters, stratify, type Clustered } from './cluster-strata.js';
import { matrixScores } from './matrix-scores.js';
import { percentileInterval, type Interval } from './percentile-interval.js';
import { rankClasses, weightedMacroRocArea } from './resampled-roc-area.js';

export interface BootstrapOptions extends Clustered {
  /** [images] */
  readonly predicted: ArrayLike<number>;
  /** [images, classes]: for the interval of the macro AUC. */
  readonly probabilities?: ArrayLike<number>;
  readonly replicates?: number;
  readonly seed: number;
}

/** What another model says of the same images. */
export interface Reference {
  /** [images] */
  readonly predicted: ArrayLike<number>;
  /** [images, classes] */
  readonly probabilities?: ArrayLike<number>;
}

/**
 * 95 % percentile intervals of the scores. Images of a group are alike, so whole groups are drawn,
 * with replacement, and within each class, so that no replicate lacks one.
 */
export function bootstrapClusters(options: BootstrapOptions): ScoreIntervals {
  return intervalsOf(options, []);
}

/**
 * The same for the scores of `predicted` minus those of `reference` on the same images. Both are
 * scored on the same groups in every replicate: what makes a group hard for both cancels.
 */
export function bootstrapDifference(
  options: BootstrapOptions & { readonly reference: ArrayLike<number> },
): ScoreIntervals {
  return bootstrapAgainstMean(options, [{ predicted: options.reference }]);
}

/** The same against the mean of the scores of several models, each scored alone. */
export function bootstrapAgainstMean(
  options: BootstrapOptions,
  references: readonly Reference[],
): ScoreIntervals {
  return intervalsOf(options, references);
}

/** Where the scores of a replicate stand; recall, precision and F1 of the classes follow. */
const columnOf = { balancedAccuracy: 0, macroF1: 1, accuracy: 2, macroRocAuc: 3 } as const;
const firstOfClasses = 4;

/** @param references whose mean is subtracted; none: the scores themselves */
function intervalsOf(options: BootstrapOptions, references: readonly Reference[]): ScoreIntervals {
  const { classes, labels, replicates = 2000, seed } = options;
  const models: readonly Reference[] = [options, ...references];
  const { strata, clusterOf } = stratify(
    options,
    models.map(({ predicted }) => predicted),
  );
  const ranked = models.map(({ probabilities }) =>
    probabilities ? rankClasses(probabilities, labels, clusterOf, classes) : [],
  );
  const hasAreas = ranked.every((of) => of.length > 0);
  const clusters = strata.reduce((sum, { starts }) => sum + starts.length - 1, 0);
  const weights = new Uint32Array(clusters);
  const stream = randomStream(seed, 'bootstrap');
  const matrix = new Float64Array(classes * classes);
  // Thousands of replicates of some models: no object for each.
  const columns = firstOfClasses + 3 * classes;
  const scores = models.map(() => new Float64Array(columns));
  const drawn = Array.from({ length: columns }, () => new Float64Array(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawClusters(strata, stream, weights);
    scores.forEach((own, model) => {
      matrix.fill(0);
      for (const stratum of strata) {
        addClusters(matrix, stratum.cells[model] as Int32Array, stratum, weights);
      }
      writeScores(own, matrix, classes);
      own[columnOf.macroRocAuc] = hasAreas
        ? weightedMacroRocArea(ranked[model] ?? [], weights)
        : NaN;
    });
    drawn.forEach((values, column) => {
      values[replicate] = minusMean(scores, column);
    });
  }
  const interval = (column: number) => percentileInterval(drawn[column] as Float64Array);
  const ofClasses = (kind: 0 | 1 | 2) => {
    const first = firstOfClasses + kind * classes;
    return drawn.slice(first, first + classes).map(finiteInterval);
  };
  return {
    balancedAccuracy: interval(columnOf.balancedAccuracy),
    macroF1: interval(columnOf.macroF1),
    accuracy: interval(columnOf.accuracy),
    macroRocAuc: hasAreas ? interval(columnOf.macroRocAuc) : null,
    recalls: ofClasses(0),
    precisions: ofClasses(1),
    f1s: ofClasses(2),
  };
}

function writeScores(into: Float64Array, matrix: Float64Array, classes: number): void {
  const scores = matrixScores(matrix, classes);
  const { balancedAccuracy, macroF1, accuracy, recalls, precisions, f1s } = scores;
  into[columnOf.balancedAccuracy] = balancedAccuracy;
  into[columnOf.macroF1] = macroF1;
  into[columnOf.accuracy] = accuracy;
  [recalls, precisions, f1s].forEach((values, kind) => {
    into.set(values, firstOfClasses + kind * classes);
  });
}

/** A score of the first model, less the mean of the others where there are any. */
function minusMean(scores: readonly Float64Array[], column: number): number {
  const own = (scores[0] as Float64Array)[column] as number;
  if (scores.length === 1) return own;
  let sum = 0;
  for (let other = 1; other < scores.length; other++) {
    sum += (scores[other] as Float64Array)[column] as number;
  }
  return own - sum / (scores.length - 1);
}

/** Over the replicates that have the value: a class whose groups are drawn with others may be missing. */
function finiteInterval(values: Float64Array): Interval | null {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? null : percentileInterval(finite);
}
