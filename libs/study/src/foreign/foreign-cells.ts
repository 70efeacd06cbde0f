import {
  AppError,
  listPlaces,
  type FoldPlan,
  type ForeignArm,
  type Place,
  type Predictions,
} from '@crossfold/contracts';
import { groupOf, listRepeats, readPredictions } from '@crossfold/data';
import { readBlob, type ObjectStore } from '@crossfold/storage';
import { dealPredictions, type DealtCell, type TestedImage } from './deal-predictions.js';

/** What a model made elsewhere says of the images of a fold, by one of its trainings. */
export interface ForeignCell {
  /** `seed`: from 0, in the order of the table. */
  readonly cell: Place & { readonly seed: number };
  /** Images in the order of the plan. */
  readonly predictions: Predictions;
}

/**
 * Predictions that were made elsewhere, by the folds of a plan, each image once for each seed.
 * Probabilities that are rounded in the table are scaled to 1 in sum.
 *
 * @throws AppError REQUEST_INVALID for a table that does not fit the plan; OBJECT_MISSING,
 *   OBJECT_CORRUPT where it is not in the store
 */
export async function readForeignCells(
  store: ObjectStore,
  { file, sha256 }: Pick<ForeignArm, 'file' | 'sha256'>,
  plan: FoldPlan,
): Promise<ForeignCell[]> {
  const text = Buffer.from(await readBlob(store, sha256)).toString('utf8');
  const rows = readPredictions(text, { file, classes: plan.classes });
  if (rows.some(({ probabilities }) => probabilities === null)) {
    throw new AppError(
      'REQUEST_INVALID',
      `expected a column of probabilities for each class in ${file}, got answers alone`,
      { remedy: 'A model that only answers is compared by crossfold compare.' },
    );
  }
  const folds = testedFolds(plan);
  const dealt = dealPredictions(new Map(folds.map(({ unit, images }) => [unit, images])), rows);
  const seeds = [...new Set(dealt.map(({ seed }) => seed))];
  return dealt.map((cell) => {
    const fold = folds.find(({ unit }) => unit === cell.unit);
    if (!fold) throw new RangeError(`expected a fold of the plan, got ${cell.unit}`);
    return {
      cell: { ...fold.place, seed: seeds.indexOf(cell.seed) },
      predictions: predictionsOf(cell, fold.images, plan.classes),
    };
  });
}

interface TestedFold {
  /** `repeat.fold`. */
  readonly unit: string;
  readonly place: Place;
  readonly images: readonly TestedImage[];
}

function testedFolds(plan: FoldPlan): TestedFold[] {
  const repeats = listRepeats(plan);
  return listPlaces(plan.options).map((place) => ({
    unit: `${place.repeat}.${place.fold}`,
    place,
    images: (repeats[place.repeat]?.assignments ?? [])
      .filter(({ fold }) => fold === place.fold)
      .map((row) => ({ imageId: row.imageId, group: groupOf(row), label: row.label })),
  }));
}

function predictionsOf(
  { rows }: DealtCell,
  images: readonly TestedImage[],
  classes: readonly string[],
): Predictions {
  const byId = new Map(rows.map(({ image, prediction }) => [image.imageId, prediction]));
  return {
    schemaVersion: 1,
    classes: [...classes],
    imageIds: images.map(({ imageId }) => imageId),
    labels: images.map(({ label }) => classes.indexOf(label)),
    probabilities: images.map(({ imageId }) => {
      const stated = byId.get(imageId)?.probabilities ?? [];
      const sum = stated.reduce((total, value) => total + value, 0);
      return stated.map((value) => value / sum);
    }),
  };
}
