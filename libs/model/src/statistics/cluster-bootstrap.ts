import type { ScoreIntervals } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { addClusters, drawClusters, stratify, type Clustered } from './cluster-strata.js';
import { matrixScores, type MatrixScores } from './matrix-scores.js';
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
  return intervalsOf(options, [options], ([scores]) => scores as ReplicateScores);
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
  return intervalsOf(options, [options, ...references], ([own, ...others]) => {
    const minusMean = (valueOf: (scores: ReplicateScores) => number) =>
      (own ? valueOf(own) : NaN) -
      others.reduce((sum, other) => sum + valueOf(other), 0) / others.length;
    return {
      balancedAccuracy: minusMean(({ balancedAccuracy }) => balancedAccuracy),
      macroF1: minusMean(({ macroF1 }) => macroF1),
      accuracy: minusMean(({ accuracy }) => accuracy),
      macroRocAuc: minusMean(({ macroRocAuc }) => macroRocAuc),
      recalls: (own?.recalls ?? []).map((_, c) => minusMean(({ recalls }) => recalls[c] ?? NaN)),
    };
  });
}

interface ReplicateScores extends MatrixScores {
  /** NaN without probabilities. */
  readonly macroRocAuc: number;
}

function intervalsOf(
  options: BootstrapOptions,
  models: readonly Reference[],
  combine: (scores: readonly ReplicateScores[]) => ReplicateScores,
): ScoreIntervals {
  const { classes, labels, replicates = 2000, seed } = options;
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
  const matrices = models.map(() => new Float64Array(classes * classes));
  const drawn = Array.from({ length: replicates }, () => {
    for (const matrix of matrices) matrix.fill(0);
    drawClusters(strata, stream, weights);
    for (const stratum of strata) {
      for (let model = 0; model < matrices.length; model++) {
        addClusters(
          matrices[model] as Float64Array,
          stratum.cells[model] as Int32Array,
          stratum,
          weights,
        );
      }
    }
    return combine(
      matrices.map((matrix, model) => ({
        ...matrixScores(matrix, classes),
        macroRocAuc: hasAreas ? weightedMacroRocArea(ranked[model] ?? [], weights) : NaN,
      })),
    );
  });
  const interval = (valueOf: (scores: ReplicateScores) => number) =>
    percentileInterval(Float64Array.from(drawn, valueOf));
  return {
    balancedAccuracy: interval(({ balancedAccuracy }) => balancedAccuracy),
    macroF1: interval(({ macroF1 }) => macroF1),
    accuracy: interval(({ accuracy }) => accuracy),
    macroRocAuc: hasAreas ? interval(({ macroRocAuc }) => macroRocAuc) : null,
    recalls: Array.from({ length: classes }, (_, c) =>
      finiteInterval(drawn.map(({ recalls }) => recalls[c] ?? NaN)),
    ),
  };
}

/** Over the replicates that have the value: a class whose groups are drawn with others may be missing. */
function finiteInterval(values: readonly number[]): Interval | null {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.length === 0 ? null : percentileInterval(Float64Array.from(finite));
}
