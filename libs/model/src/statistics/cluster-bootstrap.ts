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

/**
 * 95 % percentile intervals of balanced accuracy and macro-F1. Images of a lesion are alike, so
 * whole lesions are drawn, with replacement, and within each class, so that no replicate lacks one.
 */
export function bootstrapClusters(options: BootstrapOptions): {
  readonly balancedAccuracy: Interval;
  readonly macroF1: Interval;
} {
  const { classes, replicates = 2000, seed } = options;
  const strata = clusterCounts(options);
  const stream = randomStream(seed, 'bootstrap');
  const recalls = new Float64Array(replicates);
  const f1s = new Float64Array(replicates);
  const matrix = new Float64Array(classes * classes);
  for (let replicate = 0; replicate < replicates; replicate++) {
    matrix.fill(0);
    for (const stratum of strata) {
      for (let draw = 0; draw < stratum.length; draw++) {
        const counts = stratum[stream.integer(stratum.length)] as Float64Array;
        for (let i = 0; i < counts.length; i++) {
          matrix[i] = (matrix[i] as number) + (counts[i] as number);
        }
      }
    }
    [recalls[replicate], f1s[replicate]] = macroScores(matrix, classes) as [number, number];
  }
  return { balancedAccuracy: percentileInterval(recalls), macroF1: percentileInterval(f1s) };
}

/** Confusion counts of each cluster, [classes × classes], by the class of its first image. */
function clusterCounts({
  labels,
  predicted,
  clusters,
  classes,
}: BootstrapOptions): Float64Array[][] {
  const strata = Array.from({ length: classes }, () => new Map<string, Float64Array>());
  const stratumOf = new Map<string, number>();
  clusters.forEach((cluster, image) => {
    const label = labels[image] as number;
    const stratum = strata[stratumOf.get(cluster) ?? label] as Map<string, Float64Array>;
    stratumOf.set(cluster, stratumOf.get(cluster) ?? label);
    const counts = stratum.get(cluster) ?? new Float64Array(classes * classes);
    const cell = label * classes + (predicted[image] as number);
    counts[cell] = (counts[cell] as number) + 1;
    stratum.set(cluster, counts);
  });
  return strata.map((stratum) => [...stratum.values()]);
}

/** Mean recall and mean F1 over the classes that have images. */
function macroScores(matrix: Float64Array, classes: number): [recall: number, f1: number] {
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
  return [recallSum / present, f1Sum / present];
}

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
