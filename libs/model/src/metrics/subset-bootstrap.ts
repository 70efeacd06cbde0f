import { randomStream } from '@crossfold/random';
import { confidenceBin } from './calibration.js';
import { stratify, type Clustered } from '../statistics/cluster-strata.js';
import { matrixScores } from '../statistics/matrix-scores.js';
import { percentileInterval, type Interval } from '../statistics/percentile-interval.js';
import { rankClasses, weightedMacroRocArea } from '../statistics/resampled-roc-area.js';

/** Scores of predictions, also of answers without probabilities. */
export const subsetScores = [
  'accuracy',
  'balancedAccuracy',
  'macroF1',
  'macroRocAuc',
  'ece',
] as const;
export type SubsetScore = (typeof subsetScores)[number];

/** NaN where a score has no value, as those of probabilities where there are none. */
type Values = Readonly<Record<SubsetScore, number>>;

export interface Estimate {
  readonly value: number;
  /** 95 %; null where no resample has a value. */
  readonly interval: Interval | null;
}
export type Estimates = Readonly<Record<SubsetScore, Estimate | null>>;

export interface SubsetOptions extends Clustered {
  /** [images] */
  readonly predicted: ArrayLike<number>;
  /** [images, classes]; left out where there are answers alone. */
  readonly probabilities?: ArrayLike<number> | undefined;
  /** 1 for each image of the subset, [images]. */
  readonly subset: ArrayLike<number>;
  readonly replicates?: number;
  readonly seed: number;
}

/** Scores of all images, of the subset, and of all minus the subset. */
export interface SubsetComparison {
  readonly all: Estimates;
  readonly subset: Estimates;
  readonly difference: Estimates;
}

/**
 * What the other images of a set add to its scores: percentile intervals of the scores of all
 * images, of a subset and of their difference, with whole groups drawn within each class as
 * `bootstrapClusters` draws them. Both sides are scored on the same groups in every replicate.
 * Macro scores are means over the classes that have images; where the subset has none of a class
 * that all images have, they are other measures, and the difference is null. Resampling raises the
 * ECE of small sets, so that its interval may lie above its value.
 */
export function bootstrapSubset(options: SubsetOptions): SubsetComparison {
  const { classes, replicates = 2000, seed } = options;
  const { strata, clusterOf } = stratify(options, []);
  const weights = new Uint32Array(strata.reduce((sum, { starts }) => sum + starts.length - 1, 0));
  const every = Uint8Array.from(clusterOf, () => 1);
  const sides = [every, options.subset].map((included) =>
    createScorer(options, clusterOf, included),
  );
  const scoreBoth = () => sides.map((score) => score(weights)) as [Values, Values];
  weights.fill(1);
  const observed = scoreBoth();
  const stream = randomStream(seed, 'bootstrap');
  const drawn = Array.from({ length: replicates }, () => {
    weights.fill(0);
    for (const { starts, first } of strata) {
      const ofClass = starts.length - 1;
      for (let draw = 0; draw < ofClass; draw++) {
        const cluster = first + stream.integer(ofClass);
        weights[cluster] = (weights[cluster] as number) + 1;
      }
    }
    return scoreBoth();
  });
  const lacking = lackingClasses(options, classes);
  const estimate = (valueOf: (name: SubsetScore, both: readonly [Values, Values]) => number) =>
    Object.fromEntries(
      subsetScores.map((name) => [
        name,
        estimateOf(
          valueOf(name, observed),
          drawn.map((both) => valueOf(name, both)),
        ),
      ]),
    ) as Estimates;
  return {
    all: estimate((name, [all]) => all[name]),
    subset: estimate((name, [, subset]) => subset[name]),
    difference: estimate((name, [all, subset]) =>
      lacking && macroScores.includes(name) ? NaN : all[name] - subset[name],
    ),
  };
}

const macroScores: readonly SubsetScore[] = ['balancedAccuracy', 'macroF1', 'macroRocAuc'];

function lackingClasses({ labels, subset }: SubsetOptions, classes: number): boolean {
  const [all, own] = [new Set<number>(), new Set<number>()];
  for (let image = 0; image < labels.length; image++) {
    all.add(labels[image] as number);
    if (subset[image] === 1) own.add(labels[image] as number);
  }
  return Array.from({ length: classes }, (_, c) => c).some((c) => all.has(c) && !own.has(c));
}

function estimateOf(value: number, drawn: readonly number[]): Estimate | null {
  if (!Number.isFinite(value)) return null;
  const finite = drawn.filter((one) => Number.isFinite(one));
  const interval = finite.length === 0 ? null : percentileInterval(Float64Array.from(finite));
  return { value, interval };
}

type Scorer = (weights: Uint32Array) => Values;

/** Scores the included images, each as often as its cluster was drawn. */
function createScorer(
  { labels, predicted, probabilities, classes }: SubsetOptions,
  clusterOf: Int32Array,
  included: ArrayLike<number>,
): Scorer {
  const images = Array.from(clusterOf, (_, image) => image).filter(
    (image) => included[image] === 1,
  );
  const pick = (values: ArrayLike<number>) => Int32Array.from(images, (i) => values[i] as number);
  const [ownLabels, ownPredicted, ownClusters] = [pick(labels), pick(predicted), pick(clusterOf)];
  const rows = probabilities
    ? Float64Array.from({ length: images.length * classes }, (_, at) => {
        const image = images[Math.floor(at / classes)] as number;
        return probabilities[image * classes + (at % classes)] as number;
      })
    : null;
  const ranked = rows ? rankClasses(rows, ownLabels, ownClusters, classes) : [];
  const calibrationError = rows
    ? createCalibrationError(rows, { labels: ownLabels, predicted: ownPredicted, classes })
    : () => NaN;
  const matrix = new Float64Array(classes * classes);
  return (weights) => {
    matrix.fill(0);
    ownClusters.forEach((cluster, i) => {
      const cell = (ownLabels[i] as number) * classes + (ownPredicted[i] as number);
      matrix[cell] = (matrix[cell] as number) + (weights[cluster] as number);
    });
    const { accuracy, balancedAccuracy, macroF1 } = matrixScores(matrix, classes);
    const macroRocAuc = ranked.length === 0 ? NaN : weightedMacroRocArea(ranked, weights);
    const ece = calibrationError(ownClusters, weights);
    return { accuracy, balancedAccuracy, macroF1, macroRocAuc, ece };
  };
}

const bins = 15;

/** The expected calibration error of `reliabilityBins`, of weighted images. */
function createCalibrationError(
  rows: Float64Array,
  { labels, predicted, classes }: Pick<SubsetOptions, 'labels' | 'predicted' | 'classes'>,
) {
  const gaps = Float64Array.from(labels, (label, i) => {
    const answer = predicted[i] as number;
    return (label === answer ? 1 : 0) - (rows[i * classes + answer] as number);
  });
  const binOf = Uint8Array.from(labels, (_, i) => {
    const confidence = rows[i * classes + (predicted[i] as number)] as number;
    return confidenceBin(confidence, bins);
  });
  return (clusters: Int32Array, weights: Uint32Array): number => {
    const sums = new Float64Array(bins);
    let total = 0;
    clusters.forEach((cluster, i) => {
      const weight = weights[cluster] as number;
      const bin = binOf[i] as number;
      sums[bin] = (sums[bin] as number) + weight * (gaps[i] as number);
      total += weight;
    });
    return sums.reduce((sum, gap) => sum + Math.abs(gap), 0) / total;
  };
}
