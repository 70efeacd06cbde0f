import { AppError, type Predictions } from '@crossfold/contracts';

/** Predictions of the mean of several models, each of which was held out from the image. */
interface HeldOutMean {
  /** Sorted by image. */
  readonly predictions: Predictions;
  /** Least and greatest number of models that an image has. */
  readonly models: [number, number];
}

/**
 * The mean probabilities of each image over all predictions that have it: those of a variant's cells
 * are averaged over seeds and repeats, since a cell predicts the fold that it was held out from.
 *
 * @returns null without predictions
 * @throws AppError OBJECT_CORRUPT for an image with two labels
 */
export function averageHeldOut(parts: readonly Predictions[]): HeldOutMean | null {
  const [first] = parts;
  if (!first) return null;
  const found = new Map<string, { label: number; models: number; sum: number[] }>();
  for (const { imageIds, labels, probabilities } of parts) {
    imageIds.forEach((imageId, i) => {
      const [label, row] = [labels[i] as number, probabilities[i] ?? []];
      const image = found.get(imageId) ?? { label, models: 0, sum: row.map(() => 0) };
      if (image.label !== label) throw twoLabels(imageId);
      image.models += 1;
      row.forEach((p, c) => (image.sum[c] = (image.sum[c] ?? 0) + p));
      found.set(imageId, image);
    });
  }
  const imageIds = [...found.keys()].sort();
  const images = imageIds.flatMap((imageId) => found.get(imageId) ?? []);
  const counts = images.map(({ models }) => models);
  return {
    predictions: {
      schemaVersion: 1,
      classes: first.classes,
      imageIds,
      labels: images.map(({ label }) => label),
      probabilities: images.map(({ sum, models }) => sum.map((p) => Math.min(1, p / models))),
    },
    models: counts.reduce(
      ([least, most], count) => [Math.min(least, count), Math.max(most, count)],
      [Infinity, 0],
    ),
  };
}

/**
 * The same predictions in the order of these images.
 *
 * @returns null where one of them has none
 */
export function orderedAs(
  imageIds: readonly string[],
  predictions: Predictions,
): Predictions | null {
  const place = new Map(predictions.imageIds.map((imageId, i) => [imageId, i]));
  const order = imageIds.flatMap((imageId) => place.get(imageId) ?? []);
  if (order.length < imageIds.length) return null;
  return {
    ...predictions,
    imageIds: [...imageIds],
    labels: order.map((i) => predictions.labels[i] as number),
    probabilities: order.map((i) => predictions.probabilities[i] ?? []),
  };
}

function twoLabels(imageId: string): AppError {
  const message = `expected one label of ${imageId} in the predictions of all cells, got two`;
  return new AppError('OBJECT_CORRUPT', message);
}
