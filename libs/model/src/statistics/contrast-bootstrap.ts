import {
  ensembleScores,
  ofEnsembleScores,
  type EnsembleIntervals,
  type EnsembleScore,
} from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { drawClusters, stratify, type Clustered } from './cluster-strata.js';
import { percentileInterval } from './percentile-interval.js';

/** What one model answers to each image. */
export interface RankedAnswers {
  /** [images] */
  readonly predicted: ArrayLike<number>;
  /** Classes that are more probable than the true one, [images]. */
  readonly rank: ArrayLike<number>;
}

/** A mean of the scores of some models minus that of others, all by their index. */
export interface Contrast {
  readonly plus: readonly number[];
  /** None: the mean itself. */
  readonly minus: readonly number[];
}

type Scores = Record<EnsembleScore, number>;

/**
 * 95 % percentile intervals of contrasts. Whole clusters are drawn, within each class, and all models
 * are scored on the same resamples, which are those of {@link bootstrapClusters} with the same seed.
 */
export function bootstrapContrasts(
  {
    labels,
    clusters,
    classes,
    replicates = 2000,
    seed,
  }: Clustered & { readonly replicates?: number; readonly seed: number },
  models: readonly RankedAnswers[],
  contrasts: readonly Contrast[],
): EnsembleIntervals[] {
  const { strata, clusterOf } = stratify({ labels, clusters, classes }, []);
  const weights = new Uint32Array(strata.reduce((sum, { starts }) => sum + starts.length - 1, 0));
  const imageWeights = new Float64Array(clusterOf.length);
  const stream = randomStream(seed, 'bootstrap');
  const drawn = contrasts.map(() => ofEnsembleScores(() => new Float64Array(replicates)));
  for (let replicate = 0; replicate < replicates; replicate++) {
    drawClusters(strata, stream, weights);
    for (let i = 0; i < imageWeights.length; i++) {
      imageWeights[i] = weights[clusterOf[i] as number] as number;
    }
    const scores = models.map((model) => weightedScores(model, labels, imageWeights, classes));
    drawn.forEach((values, c) => {
      for (const name of ensembleScores) {
        values[name][replicate] = contrastOf(contrasts[c] as Contrast, scores, name);
      }
    });
  }
  return drawn.map((values) => ofEnsembleScores((name) => percentileInterval(values[name])));
}

/** Macro scores are means over the classes that have images. */
function weightedScores(
  { predicted, rank }: RankedAnswers,
  labels: ArrayLike<number>,
  weights: Float64Array,
  classes: number,
): Scores {
  const support = new Float64Array(classes);
  const claimed = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let [total, first, second, third] = [0, 0, 0, 0];
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number;
    if (weight === 0) continue;
    const label = labels[i] as number;
    const answer = predicted[i] as number;
    const ahead = rank[i] as number;
    total += weight;
    support[label] = (support[label] as number) + weight;
    claimed[answer] = (claimed[answer] as number) + weight;
    if (answer === label) {
      hits[label] = (hits[label] as number) + weight;
      first += weight;
    }
    if (ahead < 2) second += weight;
    if (ahead < 3) third += weight;
  }
  let [recallSum, f1Sum, present] = [0, 0, 0];
  for (let c = 0; c < classes; c++) {
    if (support[c] === 0) continue;
    present += 1;
    recallSum += (hits[c] as number) / (support[c] as number);
    f1Sum += (2 * (hits[c] as number)) / ((support[c] as number) + (claimed[c] as number));
  }
  return {
    accuracy: first / total,
    top2: second / total,
    top3: third / total,
    balancedAccuracy: recallSum / present,
    macroF1: f1Sum / present,
  };
}

function contrastOf(
  { plus, minus }: Contrast,
  scores: readonly Scores[],
  name: EnsembleScore,
): number {
  const meanOf = (models: readonly number[]) =>
    models.reduce((sum, m) => sum + (scores[m] as Scores)[name], 0) / Math.max(1, models.length);
  return meanOf(plus) - meanOf(minus);
}
