import { graphFunction, type GraphVariables } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../../classifier.js';
import { averageSlot, slotName } from '../../slots.js';
import { classProbabilities } from '../predictor.js';

export interface BatchRunner {
  /** Decides the size of the batches, which the first prediction does otherwise. */
  prepare(batchSize: number): void;
  /** From uint8 [count, size, size, 3] to [count, classes]. */
  run(images: Uint8Array, count: number): Float32Array;
}

/**
 * Class probabilities with the present values of the variables. Batches have one size: fewer images
 * are padded and more are split, since images do not mix in inference.
 */
export function createBatchRunner(classifier: Classifier, variables: GraphVariables): BatchRunner {
  const { imageSizePx, head } = classifier;
  const classes = head.outputShape[0];
  const imageBytes = imageSizePx * imageSizePx * 3;
  const predict = graphFunction(
    ({ images }, { variable, hasVariable }) => {
      const lookup = (name: string) => {
        const average = slotName(averageSlot, name);
        return variable(hasVariable(average) ? average : name);
      };
      return { probabilities: classProbabilities(classifier, lookup, images) };
    },
    {
      variables,
      name: 'predict',
      signature: {
        inputs: { images: { dtype: 'uint8', shape: [null, imageSizePx, imageSizePx, 3] } },
        results: { probabilities: 'float32' },
      },
    },
  );
  let batchSize: number | null = null;
  const shapeOf = (images: number) => [images, imageSizePx, imageSizePx, 3];

  return {
    prepare(size) {
      batchSize ??= size;
      predict.prepare({ images: { shape: shapeOf(batchSize) } });
    },
    run(images, count) {
      batchSize ??= count;
      const found = new Float32Array(count * classes);
      for (let start = 0; start < count; start += batchSize) {
        const some = Math.min(batchSize, count - start);
        const given = images.subarray(start * imageBytes, (start + some) * imageBytes);
        const data = padded(given, batchSize * imageBytes);
        const { probabilities } = predict.run({ images: { shape: shapeOf(batchSize), data } });
        found.set(probabilities.data.subarray(0, some * classes), start * classes);
      }
      return found;
    },
  };
}

function padded(images: Uint8Array, bytes: number): Uint8Array {
  if (images.length === bytes) return images;
  const batch = new Uint8Array(bytes);
  batch.set(images);
  return batch;
}
