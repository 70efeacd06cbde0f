import type { Predictions, Receipt } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';

/** A trial that gave a model, and what it said of the images of its outer fold. */
export interface Member {
  readonly receipt: Receipt;
  readonly predictions: Predictions;
}

/** An image to explain, by the one member that was not trained on it. */
export interface ChosenImage {
  readonly imageId: string;
  readonly trialId: string;
  readonly label: number;
  /** The class that the member gave the highest probability: the one that is explained. */
  readonly predicted: number;
  readonly isPictured: boolean;
}

/** Of more classes the most frequent ones are pictured: a page holds no picture of each of hundreds. */
export const maxPictured = 24;
const fewPictured = 12;

/**
 * Chooses out-of-fold images: of each class as many as are asked for, drawn at random but the same
 * each time; of these the first that are rightly and wrongly named, in turn, are pictured; of more than 24
 * classes those of the 12 most frequent.
 */
export function chooseImages(
  members: readonly Member[],
  { imagesPerClass, picturesPerClass }: { imagesPerClass: number; picturesPerClass: number },
): ChosenImage[] {
  const candidates = members.flatMap(({ receipt: { trialId }, predictions }) =>
    predictions.imageIds.map((imageId, i) => {
      const row = predictions.probabilities[i] ?? [];
      const predicted = row.indexOf(Math.max(...row));
      return { imageId, trialId, label: predictions.labels[i] ?? -1, predicted };
    }),
  );
  const classes = members[0]?.predictions.classes.length ?? 0;
  const ofClass = Array.from({ length: classes }, (_, label) =>
    candidates.filter((candidate) => candidate.label === label),
  );
  const shown = picturedClasses(ofClass.map(({ length }) => length));
  return ofClass
    .map((own, label) => {
      const drawn = randomStream('explanation', 'images', label).permutation(own.length);
      const chosen = Array.from(drawn.subarray(0, imagesPerClass), (i) => own[i]).filter(
        (candidate) => candidate !== undefined,
      );
      const count = shown.has(label) ? picturesPerClass : 0;
      const pictured = new Set(inTurn(chosen, count).map(({ imageId }) => imageId));
      return chosen.map((image) => ({ ...image, isPictured: pictured.has(image.imageId) }));
    })
    .flat();
}

function picturedClasses(images: readonly number[]): ReadonlySet<number> {
  const labels = images.map((_, label) => label);
  if (labels.length <= maxPictured) return new Set(labels);
  const byCount = labels.sort((a, b) => (images[b] ?? 0) - (images[a] ?? 0));
  return new Set(byCount.slice(0, fewPictured));
}

/** The first right one, the first wrong one, the second right one, and so on. */
function inTurn<Image extends { readonly label: number; readonly predicted: number }>(
  images: readonly Image[],
  count: number,
): Image[] {
  const isRight = ({ label, predicted }: Image) => label === predicted;
  const right = images.filter(isRight);
  const wrong = images.filter((image) => !isRight(image));
  return Array.from({ length: images.length }, (_, i) => [right[i], wrong[i]])
    .flat()
    .filter((image) => image !== undefined)
    .slice(0, count);
}
