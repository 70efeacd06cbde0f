import { presentBalancedAccuracy } from '@crossfold/model';
import type { DealtCell, TestedFolds, TestedImage } from '../foreign/deal-predictions.js';
import type { TableRow } from '../tables/table-rows.js';

/** What the folds of a study test, from its table of predictions: each fold of each repeat once. */
export async function readTestedFolds(predictions: AsyncIterable<TableRow>): Promise<TestedFolds> {
  const folds = new Map<string, TestedImage[]>();
  const readFrom = new Map<string, unknown>();
  for await (const row of predictions) {
    const unit = `${row['repeat']}.${row['fold']}`;
    if ((readFrom.get(unit) ?? row['trial']) !== row['trial']) continue;
    readFrom.set(unit, row['trial']);
    const images = folds.get(unit) ?? [];
    folds.set(unit, images);
    const [imageId, group, label] = [row['image'], row['group'], row['label']].map(String);
    images.push({ imageId: imageId ?? '', group: group ?? '', label: label ?? '' });
  }
  return folds;
}

/** Mean recall over the classes that the fold has. */
export function scoreCell({ rows }: DealtCell, classes: readonly string[]): number {
  return presentBalancedAccuracy({
    classes: [...classes],
    imageIds: rows.map(({ image }) => image.imageId),
    labels: rows.map(({ image }) => classes.indexOf(image.label)),
    probabilities: rows.map(
      ({ prediction: { probabilities, predicted } }) =>
        probabilities?.slice() ?? classes.map((label) => (label === predicted ? 1 : 0)),
    ),
  });
}
