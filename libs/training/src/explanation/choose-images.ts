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

/**
 * Chooses out-of-fold images: of each class as many as are asked for, drawn at random but the same
 * each time; of these the first that are rightly and wrongly named, in turn, are pictured.
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
  return Array.from({ length: classes }, (_, label) => {
    const own = candidates.filter((candidate) => candidate.label === label);
    const drawn = randomStream('explanation', 'images', label).permutation(own.length);
    const chosen = Array.from(drawn.subarray(0, imagesPerClass), (i) => own[i]).filter(
      (candidate) => candidate !== undefined,
    );
    const pictured = new Set(inTurn(chosen, picturesPerClass).map(({ imageId }) => imageId));
    return chosen.map((image) => ({ ...image, isPictured: pictured.has(image.imageId) }));
  }).flat();
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
