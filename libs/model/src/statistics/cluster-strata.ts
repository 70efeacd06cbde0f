import type { RandomStream } from '@crossfold/random';

/** What a bootstrap of clusters draws from. */
export interface Clustered {
  /** [images] */
  readonly labels: ArrayLike<number>;
  /** What is drawn together: the group of each image. */
  readonly clusters: readonly string[];
  readonly classes: number;
}

/** The clusters of one class, one after the other, in flat arrays. */
export interface Stratum {
  /** Where each cluster begins, and where the last ends, [clusters + 1]. */
  readonly starts: Int32Array;
  /** Of each model: the cell of the confusion matrix that each image counts in, [images]. */
  readonly cells: readonly Int32Array[];
  /** The number of its first cluster among those of all strata. */
  readonly first: number;
}

/**
 * Clusters by the class of their first image.
 *
 * @param predictions [models][images]
 */
export function stratify(
  { labels, clusters, classes }: Clustered,
  predictions: readonly ArrayLike<number>[],
): { readonly strata: Stratum[]; readonly clusterOf: Int32Array } {
  const images = new Map<string, number[]>();
  clusters.forEach((cluster, image) => {
    const known = images.get(cluster);
    if (known) known.push(image);
    else images.set(cluster, [image]);
  });
  const members = Array.from({ length: classes }, () => [] as number[][]);
  for (const own of images.values()) members[labels[own[0] as number] as number]?.push(own);
  const clusterOf = new Int32Array(clusters.length);
  let first = 0;
  const strata = members.map((ofClass) => {
    const starts = new Int32Array(ofClass.length + 1);
    ofClass.forEach((own, i) => {
      starts[i + 1] = (starts[i] as number) + own.length;
      for (const image of own) clusterOf[image] = first + i;
    });
    const order = ofClass.flat();
    const cells = predictions.map((predicted) =>
      Int32Array.from(order, (i) => (labels[i] as number) * classes + (predicted[i] as number)),
    );
    const stratum = { starts, cells, first };
    first += ofClass.length;
    return stratum;
  });
  return { strata, clusterOf };
}

/**
 * Draws as many clusters of each class as it has, with replacement.
 *
 * @param weights is filled with how often each was drawn, [clusters of all strata]
 */
export function drawClusters(
  strata: readonly Stratum[],
  stream: RandomStream,
  weights: Uint32Array,
): void {
  weights.fill(0);
  for (const { starts, first } of strata) {
    const ofClass = starts.length - 1;
    for (let draw = 0; draw < ofClass; draw++) {
      const cluster = first + stream.integer(ofClass);
      weights[cluster] = (weights[cluster] as number) + 1;
    }
  }
}

/** Counts the images of a stratum, each as often as its cluster was drawn. */
export function addClusters(
  matrix: Float64Array,
  cells: Int32Array,
  { starts, first }: Stratum,
  weights: Uint32Array,
): void {
  for (let cluster = 0; cluster < starts.length - 1; cluster++) {
    const weight = weights[first + cluster] as number;
    if (weight === 0) continue;
    const end = starts[cluster + 1] as number;
    for (let i = starts[cluster] as number; i < end; i++) {
      const cell = cells[i] as number;
      matrix[cell] = (matrix[cell] as number) + weight;
    }
  }
}
