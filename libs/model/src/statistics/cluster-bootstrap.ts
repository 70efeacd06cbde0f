import { randomStream } from '@crossfold/random';

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

export type Interval = [low: number, high: number];

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
  const { labels, classes, replicates = 2000, seed } = options;
  const strata = clustersByClass(options);
  const cells = predictions.map((predicted) =>
    Int32Array.from(labels, (label, image) => label * classes + (predicted[image] as number)),
  );
  const stream = randomStream(seed, 'bootstrap');
  const recalls = new Float64Array(replicates);
  const f1s = new Float64Array(replicates);
  const matrices = cells.map(() => new Float64Array(classes * classes));
  for (let replicate = 0; replicate < replicates; replicate++) {
    for (const matrix of matrices) matrix.fill(0);
    for (const stratum of strata) {
      for (let draw = 0; draw < stratum.length; draw++) {
        const images = stratum[stream.integer(stratum.length)] as Int32Array;
        matrices.forEach((matrix, model) => count(matrix, cells[model] as Int32Array, images));
      }
    }
    const scores = combine(matrices.map((matrix) => macroScores(matrix, classes)));
    recalls[replicate] = scores.balancedAccuracy;
    f1s[replicate] = scores.macroF1;
  }
  return { balancedAccuracy: percentileInterval(recalls), macroF1: percentileInterval(f1s) };
}

/** Image indices of each cluster, by the class of its first image. */
function clustersByClass({ labels, clusters, classes }: BootstrapOptions): Int32Array[][] {
  const images = new Map<string, number[]>();
  clusters.forEach((cluster, image) => {
    const known = images.get(cluster);
    if (known) known.push(image);
    else images.set(cluster, [image]);
  });
  const strata = Array.from({ length: classes }, () => [] as Int32Array[]);
  for (const members of images.values()) {
    strata[labels[members[0] as number] as number]?.push(Int32Array.from(members));
  }
  return strata;
}

function count(matrix: Float64Array, cells: Int32Array, images: Int32Array): void {
  for (let i = 0; i < images.length; i++) {
    const cell = cells[images[i] as number] as number;
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

/** Linear between order statistics, as NumPy's default. */
function percentileInterval(values: Float64Array): Interval {
  const sorted = values.sort();
  const at = (share: number) => {
    const position = share * (sorted.length - 1);
    const below = sorted[Math.floor(position)] as number;
    const above = sorted[Math.ceil(position)] as number;
    return below + (above - below) * (position - Math.floor(position));
  };
  return [at(0.025), at(0.975)];
}
