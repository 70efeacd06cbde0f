import type { Manifest, Predictions, SubgroupScore } from '@crossfold/contracts';
import { listSubgroups } from '@crossfold/data';
import {
  answerIntervals,
  balancedAccuracy,
  classRates,
  confusionMatrix,
  tabulatePredictions,
} from '@crossfold/model';

/**
 * Scores of a variant on the images of each subgroup, by the columns of the manifest that no model
 * sees: out of fold, with 95 % intervals that draw whole groups.
 *
 * @param predictions of all its cells
 * @param groups the group of each image by its id
 */
export function measureSubgroups(
  manifest: Pick<Manifest, 'images' | 'classes' | 'columns'>,
  variant: string,
  predictions: Predictions,
  groups: ReadonlyMap<string, string>,
): SubgroupScore[] {
  const tested = [...new Set(predictions.imageIds)];
  return listSubgroups(manifest, tested).map(({ attribute, value, imageIds }) => {
    const own = pick(predictions, new Set(imageIds));
    const { labels, predicted } = tabulatePredictions(own);
    const rates = classRates(confusionMatrix(labels, predicted, own.classes.length));
    const right = labels.filter((label, i) => predicted[i] === label).length;
    const intervals = answerIntervals(own, groups);
    return {
      variant,
      attribute,
      value,
      images: imageIds.length,
      groups: new Set(imageIds.map((imageId) => groups.get(imageId) ?? imageId)).size,
      absentClasses: own.classes.filter((_, c) => rates[c]?.support === 0),
      accuracy: right / labels.length,
      accuracyInterval: intervals.accuracy,
      balancedAccuracy: balancedAccuracy(rates),
      balancedAccuracyInterval: intervals.balancedAccuracy,
    };
  });
}

function pick(
  { classes, imageIds, labels, probabilities }: Predictions,
  wanted: ReadonlySet<string>,
): Predictions {
  const at = imageIds.flatMap((imageId, i) => (wanted.has(imageId) ? [i] : []));
  return {
    schemaVersion: 1,
    classes,
    imageIds: at.map((i) => imageIds[i] as string),
    labels: at.map((i) => labels[i] as number),
    probabilities: at.map((i) => probabilities[i] as number[]),
  };
}
