import type { Predictions, ScoreIntervals } from '@crossfold/contracts';
import { bootstrapAgainstMean, bootstrapClusters } from '../statistics/cluster-bootstrap.js';
import { tabulatePredictions } from './prediction-table.js';

type Scored = Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>;

/**
 * Intervals of the scores of one set of predictions, which draw whole groups. All sets are drawn
 * with one seed: on the same images they rest on the same resamples.
 *
 * @param groups the group of each image by its id
 * @throws AppError as `tabulatePredictions`
 */
export function groupIntervals(
  predictions: Scored,
  groups: ReadonlyMap<string, string>,
): ScoreIntervals {
  return bootstrapClusters(optionsOf(predictions, groups));
}

/**
 * The same of the scores that rest on the answers alone, in a fraction of the time: without that of
 * the macro AUC.
 *
 * @throws AppError as `tabulatePredictions`
 */
export function answerIntervals(
  predictions: Scored,
  groups: ReadonlyMap<string, string>,
): ScoreIntervals {
  const { probabilities: _, ...options } = optionsOf(predictions, groups);
  return bootstrapClusters(options);
}

/**
 * Intervals of the scores of one set of predictions minus the mean of those of other models on the
 * same images, each scored alone. All are scored on the same groups in every resample.
 *
 * @param references predictions of the same images in the same order
 * @throws AppError as `tabulatePredictions`
 */
export function groupDifferenceIntervals(
  predictions: Scored,
  references: readonly Scored[],
  groups: ReadonlyMap<string, string>,
): ScoreIntervals {
  return bootstrapAgainstMean(
    optionsOf(predictions, groups),
    references.map((reference) => {
      const { predicted, probabilities } = tabulatePredictions(reference);
      return { predicted, probabilities };
    }),
  );
}

function optionsOf(predictions: Scored, groups: ReadonlyMap<string, string>) {
  const { labels, predicted, probabilities, classes } = tabulatePredictions(predictions);
  const clusters = predictions.imageIds.map((imageId) => groups.get(imageId) ?? imageId);
  return { labels, predicted, probabilities, clusters, classes, seed: 0 };
}
