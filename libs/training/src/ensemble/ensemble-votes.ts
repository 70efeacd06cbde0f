import type { Calibration, Combination, Predictions } from '@crossfold/contracts';
import {
  applyTemperature,
  combineVotes,
  compareCalibration,
  measureUncertainty,
  rowsOf,
  type EnsemblePredictions,
  type Vote,
} from '@crossfold/model';

/** What one member says of the sealed images. */
export interface MemberVote extends Vote {
  /** Fitted on its own inner validation part; null where none was. */
  readonly temperature: number | null;
}

export interface Images {
  readonly classes: Predictions['classes'];
  readonly imageIds: readonly string[];
  readonly labels: ArrayLike<number>;
}

/** The predictions of an ensemble, with how sure it is of each. */
export function tallyVotes(
  votes: readonly MemberVote[],
  combination: Combination,
  { classes, imageIds, labels }: Images,
): EnsemblePredictions {
  return {
    schemaVersion: 1,
    classes,
    imageIds: [...imageIds],
    labels: Array.from(labels),
    probabilities: rowsOf(combineVotes(votes, classes.length, combination), classes.length),
    uncertainty: measureUncertainty(votes, classes.length),
  };
}

/**
 * The scores of the ensemble as it is and with every member's own temperature. A temperature of the
 * ensemble cannot be had: no image of the pool is unseen by all of its members.
 *
 * @returns null when a member has no temperature
 */
export function calibrateVotes(
  votes: readonly MemberVote[],
  combination: Combination,
  predictions: Predictions,
): Calibration | null {
  const classes = predictions.classes.length;
  const scaled = votes.flatMap(({ probabilities, weight, temperature }) =>
    temperature === null
      ? []
      : [{ weight, probabilities: applyTemperature(probabilities, classes, temperature) }],
  );
  if (scaled.length < votes.length) return null;
  const after = combineVotes(scaled, classes, combination);
  return compareCalibration(predictions, { ...predictions, probabilities: rowsOf(after, classes) });
}

/** What one model says alone, for scoring. */
export function predictionsOf(
  { probabilities }: Pick<Vote, 'probabilities'>,
  { classes, imageIds, labels }: Images,
): Predictions {
  return {
    schemaVersion: 1,
    classes,
    imageIds: [...imageIds],
    labels: Array.from(labels),
    probabilities: rowsOf(probabilities, classes.length),
  };
}
