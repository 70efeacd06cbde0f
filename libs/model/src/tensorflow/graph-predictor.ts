import type { Classifier } from '../classifier.js';
import type { TensorMap } from '../weights/tensor-map.js';
import { tf, type Tf } from './backend.js';
import { CompiledFunctions, type CompileContext } from './graph/compiled-functions.js';
import type { NodeOutput } from './graph/graph.js';
import { record } from './graph/recorder.js';
import {
  classProbabilities,
  meanOf,
  parameterTensors,
  uploadParameters,
  type Predictor,
} from './predictor.js';
import { testTimeViews } from './test-time-views.js';

/**
 * A classifier with fixed parameters, run as a TensorFlow graph. The first call decides the size of
 * the batches: fewer images are padded and more are split, since images do not mix in inference.
 */
export function createGraphPredictor(classifier: Classifier, tensors: TensorMap): Predictor {
  const { imageSizePx } = classifier;
  const functions = new CompiledFunctions(parameterTensors(classifier, tensors));
  const classes = classifier.head.outputShape[0];
  const imageBytes = imageSizePx * imageSizePx * 3;
  let batchSize: number | null = null;

  function probabilities(images: Uint8Array, count: number): Float32Array {
    batchSize ??= count;
    const found = new Float32Array(count * classes);
    for (let start = 0; start < count; start += batchSize) {
      const some = Math.min(batchSize, count - start);
      const batch = padded(
        images.subarray(start * imageBytes, (start + some) * imageBytes),
        batchSize * imageBytes,
      );
      const shape: [number, number, number, number] = [batchSize, imageSizePx, imageSizePx, 3];
      const feeds = new Map([['images', { dtype: 'uint8', shape, data: batch } as const]]);
      const part = functions.run('predict', feeds, (context) =>
        compileProbabilities(classifier, shape, context),
      );
      found.set(part.subarray(0, some * classes), start * classes);
    }
    return found;
  }

  return {
    classes,
    predict: (images, count, augmentation) => {
      const views = testTimeViews(images, imageSizePx, augmentation);
      return meanOf(views.map((view) => probabilities(view, count)));
    },
    dispose: () => functions.dispose(),
  };
}

function compileProbabilities(
  classifier: Classifier,
  shape: [number, number, number, number],
  { graph, inputs, variables, tensors }: CompileContext,
): NodeOutput {
  return tf.tidy(() => {
    const pixels = tf.zeros<Tf.Rank.R4>(shape, 'int32');
    const parameters = uploadParameters(tensors);
    const bound: [Tf.Tensor, NodeOutput][] = [
      [pixels, inputs.get('images') as NodeOutput],
      ...[...parameters].map(([name, tensor]): [Tf.Tensor, NodeOutput] => [
        tensor,
        variables.value(name),
      ]),
    ];
    return record(graph, bound, (outputOf) =>
      outputOf(classProbabilities(classifier, (name) => parameters.get(name) as Tf.Tensor, pixels)),
    );
  });
}

function padded(images: Uint8Array, bytes: number): Uint8Array {
  if (images.length === bytes) return images;
  const batch = new Uint8Array(bytes);
  batch.set(images);
  return batch;
}
