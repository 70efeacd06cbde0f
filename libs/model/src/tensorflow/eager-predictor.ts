import type { TensorMap } from '@crossfold/graph';
import { tf, type Tf } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../classifier.js';
import type { ParameterLookup } from './forward.js';
import {
  classProbabilities,
  meanOf,
  parameterTensors,
  uploadParameters,
  type Predictor,
} from './predictor.js';
import { testTimeViewSets } from './test-time-views.js';

/** A classifier with fixed parameters, run kernel by kernel: the reference. */
export function createEagerPredictor(classifier: Classifier, tensors: TensorMap): Predictor {
  const { imageSizePx } = classifier;
  const parameters = uploadParameters(parameterTensors(classifier, tensors));
  const lookup: ParameterLookup = (name) => parameters.get(name) as Tf.Tensor;

  function probabilities(images: Uint8Array, count: number): Float32Array {
    return tf.tidy(() => {
      const pixels = tf.tensor4d(images, [count, imageSizePx, imageSizePx, 3], 'int32');
      return classProbabilities(classifier, lookup, pixels).dataSync();
    }) as unknown as Float32Array;
  }

  const predictSets: Predictor['predictSets'] = (images, count, wanted) => {
    const { views, sets } = testTimeViewSets(images, imageSizePx, wanted);
    const found = views.map((view) => probabilities(view, count));
    return sets.map((set) => meanOf(set.map((view) => found[view] as Float32Array)));
  };

  return {
    classes: classifier.head.outputShape[0],
    predict: (images, count, augmentation) => {
      const [found] = predictSets(images, count, [augmentation]);
      return found as Float32Array;
    },
    predictSets,
    dispose: () => tf.dispose([...parameters.values()]),
  };
}
