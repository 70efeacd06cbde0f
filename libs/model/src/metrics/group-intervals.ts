import type { Predictions } from '@crossfold/contracts';
import { bootstrapClusters, type ScoreIntervals } from '../statistics/cluster-bootstrap.js';
import { tabulatePredictions } from './prediction-table.js';

/**
 * Intervals of the scores of one set of predictions, which draw whole groups. All sets are drawn
 * with one seed: on the same images they rest on the same resamples.
 *
 * @param groups the group of each image by its id
 * @throws AppError as `tabulatePredictions`
 */
export function groupIntervals(
  predictions: Pick<Predictions, 'classes' | 'imageIds' | 'labels' | 'probabilities'>,
  groups: ReadonlyMap<string, string>,
): ScoreIntervals {
  const { labels, predicted, classes } = tabulatePredictions(predictions);
  const clusters = predictions.imageIds.map((imageId) => groups.get(imageId) ?? imageId);
  return bootstrapClusters({ labels, predicted, clusters, classes, seed: 0 });
}
