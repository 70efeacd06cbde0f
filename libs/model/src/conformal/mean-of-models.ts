import { randomStream } from '@crossfold/random';
import { normalCdf, normalQuantile } from '../statistics/normal.js';

/** Places of an image, in (0, 1), by two models that had not seen it. */
export type PlacePair = readonly [number, number];

export interface ModelsOfSplits {
  readonly splits: number;
  /** Models that speak together for each split; the second place of a pair is by one of them alone. */
  readonly modelsOfEach: number;
}

/** What images are to all models, on the normal scale; and how far models differ about them. */
const centres = Array.from({ length: 19 }, (_, i) => 0.4 * (i - 9));
const spreads = [0.25, 0.4, 0.6, 0.8, 1.05];
const kinds = centres.flatMap((centre) => spreads.map((spread) => ({ centre, spread })));
type Kind = (typeof kinds)[number];

/** Of more pairs the kinds are no better known. */
const maxPairs = 1000;
const steps = 40;
const draws = 999;

/**
 * How the mean place of an image by the models of all splits is distributed, from pairs of models.
 *
 * On the normal scale the two places of a pair are taken for independent draws about what the image is
 * to all models. Which kinds of images there are, each with its centre and its spread, is left open: the
 * shares of a grid of them are fitted by maximum likelihood (Kiefer and Wolfowitz 1956, by expectation
 * maximisation), so that images that are hard for all models, of which they agree, are found as such. Of
 * the fitted kinds as many places are drawn for an image as there are splits.
 *
 * @returns means, ascending
 */
export function drawMeanPlaces(pairs: readonly PlacePair[], models: ModelsOfSplits): number[] {
  const shares = fitShares(pairs);
  const { centre: ofCentre, spread: ofSpread } = scalesOf(shares, models.modelsOfEach);
  const random = randomStream('conformal means', models.splits);
  let [kind, reached] = [0, shares[0] ?? 0];
  const means = Array.from({ length: draws }, (_, i) => {
    while (reached < (i + 0.5) / draws && kind < kinds.length - 1) reached += shares[++kind] ?? 0;
    const { centre, spread } = kinds[kind] as Kind;
    let sum = 0;
    for (let split = 0; split < models.splits; split++) {
      sum += normalCdf(ofCentre * centre + ofSpread * spread * random.normal());
    }
    return sum / models.splits;
  });
  return means.sort((a, b) => a - b);
}

/** Share of the images that is of each kind. */
function fitShares(pairs: readonly PlacePair[]): Float64Array {
  const stride = Math.max(1, pairs.length / maxPairs);
  const count = Math.floor(pairs.length / stride);
  const likelihoods = Array.from({ length: count }, (_, i) => {
    const [a, b] = pairs[Math.floor(i * stride)] as PlacePair;
    return likelihoodsOf(normalQuantile(a), normalQuantile(b));
  });
  let shares = new Float64Array(kinds.length).fill(1 / kinds.length);
  for (let step = 0; step < steps; step++) {
    const next = new Float64Array(kinds.length);
    for (const own of likelihoods) {
      let total = 0;
      for (let k = 0; k < own.length; k++) total += (shares[k] ?? 0) * (own[k] ?? 0);
      for (let k = 0; k < own.length; k++) {
        next[k] = (next[k] ?? 0) + ((shares[k] ?? 0) * (own[k] ?? 0)) / total / count;
      }
    }
    shares = next;
  }
  return shares;
}

function likelihoodsOf(a: number, b: number): Float64Array {
  return Float64Array.from(kinds, ({ centre, spread }) => {
    const squares = (a - centre) ** 2 + (b - centre) ** 2;
    return Math.exp(-squares / (2 * spread ** 2)) / spread ** 2;
  });
}

/**
 * Several models that speak together agree better with those of another split than one model does. Of a
 * pair one side is a single model: with r its correlation, r² is that of two single models times that of
 * two splits, and the variance of one model's own part is `modelsOfEach` times that of a split's.
 */
function scalesOf(shares: Float64Array, modelsOfEach: number): { centre: number; spread: number } {
  if (modelsOfEach <= 1) return { centre: 1, spread: 1 };
  let [common, own] = [0, 0];
  for (const [k, share] of shares.entries()) {
    const { centre, spread } = kinds[k] as Kind;
    common += share * centre ** 2;
    own += share * spread ** 2;
  }
  const r = common / (common + own);
  const [a, b] = [modelsOfEach, modelsOfEach + 1];
  const ratio = (Math.sqrt(b * b - 4 * a * (1 - 1 / r ** 2)) - b) / (2 * a);
  const ofSplits = 1 / (1 + ratio);
  return { centre: Math.sqrt(ofSplits / r), spread: Math.sqrt((1 - ofSplits) / (1 - r)) };
}
