import type { Classifier } from '../classifier.js';
import type { TensorMap } from '../weights/tensor-map.js';
import { CompiledFunctions } from './graph/compiled-functions.js';
import { createBatchRunner } from './graph/prediction-graph.js';
import { meanOf, parameterTensors, type Predictor } from './predictor.js';
import { testTimeViews } from './test-time-views.js';

/** A classifier with fixed parameters, run as a TensorFlow graph. */
export function createGraphPredictor(classifier: Classifier, tensors: TensorMap): Predictor {
  const functions = new CompiledFunctions(parameterTensors(classifier, tensors));
  const runner = createBatchRunner(classifier, functions);
  return {
    classes: classifier.head.outputShape[0],
    predict: (images, count, augmentation) => {
      const views = testTimeViews(images, classifier.imageSizePx, augmentation);
      return meanOf(views.map((view) => runner.run(view, count)));
    },
    dispose: () => functions.dispose(),
  };
}
