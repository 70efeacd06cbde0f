import type { NodeOutput } from '@crossfold/graph';
import {
  tf,
  record,
  type Tf,
  type Compile,
  type CompileContext,
  type CompiledFunctions,
  type Feeds,
} from '@crossfold/graph/tensorflow';
import type { Classifier } from '../../classifier.js';
import { averageSlot, slotName } from '../../slots.js';
import { classProbabilities, parameterTensors, uploadParameters } from '../predictor.js';

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
export function createBatchRunner(
  classifier: Classifier,
  functions: CompiledFunctions,
): BatchRunner {
  const { imageSizePx, head } = classifier;
  const classes = head.outputShape[0];
  const imageBytes = imageSizePx * imageSizePx * 3;
  let batch: BatchShape | null = null;

  const compile: Compile = (context) => {
    if (batch === null) throw new RangeError('no size of batches');
    return compileProbabilities(classifier, batch, context);
  };
  const feedsOf = (shape: BatchShape, data: Uint8Array): Feeds =>
    new Map([['images', { dtype: 'uint8', shape, data }]]);

  return {
    prepare(batchSize) {
      batch ??= [batchSize, imageSizePx, imageSizePx, 3];
      const feeds = feedsOf(batch, new Uint8Array(batch[0] * imageBytes));
      functions.declare(nameOf(batch), feeds, compile);
    },
    run(images, count) {
      batch ??= [count, imageSizePx, imageSizePx, 3];
      const [batchSize] = batch;
      const found = new Float32Array(count * classes);
      for (let start = 0; start < count; start += batchSize) {
        const some = Math.min(batchSize, count - start);
        const given = images.subarray(start * imageBytes, (start + some) * imageBytes);
        const feeds = feedsOf(batch, padded(given, batchSize * imageBytes));
        const part = functions.run(nameOf(batch), feeds, compile);
        found.set(part.subarray(0, some * classes), start * classes);
      }
      return found;
    },
  };
}

type BatchShape = [number, number, number, number];

function nameOf([images]: BatchShape): string {
  return `predict_${images}`;
}

function compileProbabilities(
  classifier: Classifier,
  shape: BatchShape,
  { graph, inputs, variables, tensors }: CompileContext,
): NodeOutput {
  return tf.tidy(() => {
    const pixels = tf.zeros<Tf.Rank.R4>(shape, 'int32');
    const parameters = uploadParameters(parameterTensors(classifier, tensors));
    const bound: [Tf.Tensor, NodeOutput][] = [
      [pixels, inputs.get('images') as NodeOutput],
      ...[...parameters].map(([name, tensor]): [Tf.Tensor, NodeOutput] => [
        tensor,
        variables.value(variables.has(averageOf(name)) ? averageOf(name) : name),
      ]),
    ];
    return record(graph, bound, (outputOf) =>
      outputOf(classProbabilities(classifier, (name) => parameters.get(name) as Tf.Tensor, pixels)),
    );
  });
}

function averageOf(parameter: string): string {
  return slotName(averageSlot, parameter);
}

function padded(images: Uint8Array, bytes: number): Uint8Array {
  if (images.length === bytes) return images;
  const batch = new Uint8Array(bytes);
  batch.set(images);
  return batch;
}
