import { randomStream } from '@crossfold/random';
import { percentileInterval, type Interval } from './percentile-interval.js';

export interface BootstrapOptions {
  /** [images] */
  readonly labels: ArrayLike<number>;
  /** [images] */
  readonly predicted: ArrayLike<number>;
  /** What is drawn together: the lesion of each image. */
  readonly clusters: readonly string[];
  readonly classes: number;
  readonly replicates?: number;
  readonly seed: number;
}

export interface ScoreIntervals {
  readonly balancedAccuracy: Interval;
  readonly macroF1: Interval;
}

/**
 * 95 % percentile intervals of balanced accuracy and macro-F1. Images of a lesion are alike, so
 * whole lesions are drawn, with replacement, and within each class, so that no replicate lacks one.
 */
export function bootstrapClusters(options: BootstrapOptions): ScoreIntervals {
  return intervalsOf(options, [options.predicted], ([scores]) => scores as MacroScores);
}

/**
 * The same for the scores of `predicted` minus those of `reference` on the same images. Both are
 * scored on the same lesions in every replicate: what makes a lesion hard for both cancels.
 */
export function bootstrapDifference(
  options: BootstrapOptions & { readonly reference: ArrayLike<number> },
): ScoreIntervals {
  return intervalsOf(options, [options.predicted, options.reference], ([own, other]) => ({
    balancedAccuracy: (own?.balancedAccuracy ?? NaN) - (other?.balancedAccuracy ?? NaN),
    macroF1: (own?.macroF1 ?? NaN) - (other?.macroF1 ?? NaN),
  }));
}

interface MacroScores {
  readonly balancedAccuracy: number;
  readonly macroF1: number;
}

function intervalsOf(
  options: BootstrapOptions,
  predictions: readonly ArrayLike<number>[],
  combine: (scores: readonly MacroScores[]) => MacroScores,
): ScoreIntervals {
  const { classes, replicates = 2000, seed } = options;
  const strata = stratify(options, predictions);
  const stream = randomStream(seed, 'bootstrap');
  const recalls = new Float64Array(replicates);
  const f1s = new Float64Array(replicates);
  const matrices = predictions.map(() => new Float64Array(classes * classes));
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const matrix of matrices) matrix.fill(0);
    for (const { starts, cells } of strata) {
      const clusters = starts.length - 1;
      for (let draw = 0; draw < clusters; draw++) {
        const drawn = stream.integer(clusters);
        for (let model = 0; model < matrices.length; model++) {
          addCluster(matrices[model] as Float64Array, cells[model] as Int32Array, starts, drawn);
        }
      }
    }
    const scores = combine(matrices.map((matrix) => macroScores(matrix, classes)));
    recalls[replicate] = scores.balancedAccuracy;
    f1s[replicate] = scores.macroF1;
  }
  return { balancedAccuracy: percentileInterval(recalls), macroF1: percentileInterval(f1s) };
}

/** The clusters of one class, one after the other, in flat arrays. */
interface Stratum {
  /** Where each cluster begins, and where the last ends, [clusters + 1]. */
  readonly starts: Int32Array;
  /** Of each model: the cell of the confusion matrix that each image counts in, [images]. */
  readonly cells: readonly Int32Array[];
}

/** Clusters by the class of their first image. */
function stratify(
  { labels, clusters, classes }: BootstrapOptions,
  predictions: readonly ArrayLike<number>[],
): Stratum[] {
  const images = new Map<string, number[]>();
  clusters.forEach((cluster, image) => {
    const known = images.get(cluster);
    if (known) known.push(image);
    else images.set(cluster, [image]);
  });
  const members = Array.from({ length: classes }, () => [] as number[][]);
  for (const own of images.values()) members[labels[own[0] as number] as number]?.push(own);
  return members.map((ofClass) => {
    const starts = new Int32Array(ofClass.length + 1);
    ofClass.forEach((own, i) => (starts[i + 1] = (starts[i] as number) + own.length));
    const order = ofClass.flat();
    const cells = predictions.map((predicted) =>
      Int32Array.from(order, (i) => (labels[i] as number) * classes + (predicted[i] as number)),
    );
    return { starts, cells };
  });
}

function addCluster(matrix: Float64Array, cells: Int32Array, starts: Int32Array, cluster: number) {
  const end = starts[cluster + 1] as number;
  for (let i = starts[cluster] as number; i < end; i++) {
    const cell = cells[i] as number;
    matrix[cell] = (matrix[cell] as number) + 1;
  }
}

/** Mean recall and mean F1 over the classes that have images. */
function macroScores(matrix: Float64Array, classes: number): MacroScores {
  let [recallSum, f1Sum, present] = [0, 0, 0];
  for (let c = 0; c < classes; c++) {
    let [support, claimed] = [0, 0];
    for (let other = 0; other < classes; other++) {
      support += matrix[c * classes + other] as number;
      claimed += matrix[other * classes + c] as number;
    }
    if (support === 0) continue;
    const hits = matrix[c * classes + c] as number;
    present += 1;
    recallSum += hits / support;
    f1Sum += (2 * hits) / (support + claimed);
  }
  return { balancedAccuracy: recallSum / present, macroF1: f1Sum / present };
}
