import type { Predictions, UncertaintySummary } from '@crossfold/contracts';
import { tabulatePredictions } from '../metrics/prediction-table.js';
import { countByThreshold, rocArea } from '../metrics/roc-curve.js';
import { weightedSum, type Vote } from './combine.js';

type Uncertainty = NonNullable<Predictions['uncertainty']>;

/** Predictions of several models. */
export type EnsemblePredictions = Predictions & { readonly uncertainty: Uncertainty };

/**
 * Of each image: the entropy of the members' mean probabilities, and the part of it that is
 * disagreement, their mutual information with the choice of a member: H(mean p) − mean H(p), in nats
 * (Depeweg et al. 2018; the rest is what every member is unsure of).
 *
 * @param classes columns of the probabilities
 */
export function measureUncertainty(votes: readonly Vote[], classes: number): Uncertainty {
  const entropy = rowEntropies(weightedSum(votes), classes);
  const own = votes.map((vote) => rowEntropies(vote.probabilities, classes));
  const mutualInformation = entropy.map((total, image) => {
    const expected = votes.reduce((sum, { weight }, k) => sum + weight * (own[k]?.[image] ?? 0), 0);
    // Below zero by rounding alone, where all members say the same.
    return Math.max(0, total - expected);
  });
  return { entropy, mutualInformation };
}

function rowEntropies(probabilities: Float64Array, classes: number): number[] {
  return Array.from({ length: probabilities.length / classes }, (_, image) => {
    const row = probabilities.subarray(image * classes, (image + 1) * classes);
    return row.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  });
}

/** Whether the ensemble is less sure where it is wrong. */
export function summariseUncertainty(predictions: EnsemblePredictions): UncertaintySummary {
  const { labels, predicted } = tabulatePredictions(predictions);
  const { entropy, mutualInformation } = predictions.uncertainty;
  const isWrong = Array.from(labels, (label, i) => label !== predicted[i]);
  const group = (wrong: boolean): UncertaintySummary['right'] => {
    const rows = isWrong.flatMap((value, i) => (value === wrong ? [i] : []));
    if (rows.length === 0) return null;
    const meanOver = (values: readonly number[]) =>
      rows.reduce((sum, i) => sum + (values[i] as number), 0) / rows.length;
    return {
      images: rows.length,
      entropy: meanOver(entropy),
      mutualInformation: meanOver(mutualInformation),
    };
  };
  const [right, wrong] = [group(false), group(true)];
  const areaOf = (scores: readonly number[]) =>
    rocArea(countByThreshold(Float64Array.from(scores), (i) => isWrong[i] === true, 'errors'));
  return {
    right,
    wrong,
    errorRocArea:
      right && wrong
        ? { entropy: areaOf(entropy), mutualInformation: areaOf(mutualInformation) }
        : null,
  };
}
