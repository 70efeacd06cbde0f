import type { HostTensor, TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../classifier.js';
import { forward, type ParameterLookup } from './forward.js';
import { prepareImages } from './image-input.js';
import type { TestTimeAugmentation } from './test-time-views.js';

export interface Predictor {
  readonly classes: number;
  /**
   * Class probabilities of images. With several views, the mean of their probabilities.
   *
   * @param images uint8 [count, size, size, 3], RGB
   * @returns [count, classes]
   */
  predict(images: Uint8Array, count: number, augmentation: TestTimeAugmentation): Float32Array;
  /**
   * The same with several sets of views: a view that several of them have is predicted once.
   *
   * @returns one [count, classes] for each set
   */
  predictSets(
    images: Uint8Array,
    count: number,
    sets: readonly TestTimeAugmentation[],
  ): Float32Array[];
  dispose(): void;
}

/**
 * @param pixels [batch, size, size, 3], RGB, 0–255
 * @returns [batch, classes]
 */
export function classProbabilities(
  classifier: Classifier,
  lookup: ParameterLookup,
  pixels: Tf.Tensor4D,
): Tf.Tensor2D {
  const input = prepareImages(pixels, classifier.preprocessing, null);
  const features = forward(classifier.backbone, lookup, input, null);
  return tf.softmax(forward(classifier.head, lookup, features, null) as Tf.Tensor2D);
}

/** The parameters of a classifier among all that a checkpoint holds. */
export function parameterTensors(classifier: Classifier, tensors: TensorMap): TensorMap {
  const parameters = [...classifier.backbone.parameters, ...classifier.head.parameters];
  return new Map(
    parameters.map(({ name, shape }): [string, HostTensor] => {
      const value = tensors.get(name);
      if (!value) throw new Error(`no value for parameter ${name}`);
      return [name, { shape, data: value.data }];
    }),
  );
}

export function uploadParameters(tensors: TensorMap): Map<string, Tf.Tensor> {
  return new Map(
    [...tensors].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
}

/** The elementwise mean, summed in order. */
export function meanOf(arrays: readonly Float32Array[]): Float32Array {
  const [first, ...others] = arrays;
  if (!first) throw new Error('no arrays to take the mean of');
  const sum = Float64Array.from(first);
  for (const array of others) {
    for (const [index, value] of array.entries()) sum[index] = (sum[index] as number) + value;
  }
  return Float32Array.from(sum, (value) => value / (others.length + 1));
}
