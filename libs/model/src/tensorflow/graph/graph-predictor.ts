import type { TensorMap } from '@crossfold/graph';
import { graphCache } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../../classifier.js';
import { evenBatchSize } from '../even-batch-size.js';
import { meanOf, parameterTensors, type Predictor } from '../predictor.js';
import { testTimeViews } from '../test-time-views.js';
import { createBatchRunner } from './prediction-graph.js';

/**
 * Pixels of a batch, 32 images of 96 px or 5 of 224 px: enough that convolutions run at full speed
 * and that reordering their kernels, once a batch, costs little. Four times as many take as much
 * CPU time, and 0.5 GiB for the activations of ResNet50.
 */
const maxPixels = 32 * 96 * 96;

/** A classifier with fixed parameters, run as a TensorFlow graph. */
export function createGraphPredictor(classifier: Classifier, tensors: TensorMap): Predictor {
  const { imageSizePx, head } = classifier;
  const { functions, giveBack } = graphCache.borrow(
    { kind: 'prediction', classifier },
    parameterTensors(classifier, tensors),
  );
  const runner = createBatchRunner(classifier, functions);
  return {
    classes: head.outputShape[0],
    predict: (images, count, augmentation) => {
      const views = testTimeViews(images, imageSizePx, augmentation);
      const all = count * views.length;
      runner.prepare(evenBatchSize(all, Math.max(1, Math.floor(maxPixels / imageSizePx ** 2))));
      const found = runner.run(views.length === 1 ? images : Buffer.concat(views), all);
      const perView = found.length / views.length;
      return meanOf(views.map((_, view) => found.subarray(view * perView, (view + 1) * perView)));
    },
    dispose: giveBack,
  };
}
