import type { TensorMap } from '@crossfold/graph';
import { GraphCache } from '@crossfold/graph/tensorflow';
import type { Classifier } from '../../classifier.js';
import { evenBatchSize } from '../even-batch-size.js';
import { createBatchRunner } from './prediction-graph.js';
import { meanOf, parameterTensors, type Predictor } from '../predictor.js';
import { testTimeViewSets } from '../test-time-views.js';

/**
 * Pixels of a batch, 32 images of 96 px or 5 of 224 px: enough that convolutions run at full speed
 * and that reordering their kernels, once a batch, costs little. Four times as many take as much
 * CPU time, and 0.5 GiB for the activations of ResNet50.
 */
const maxPixels = 32 * 96 * 96;

/**
 * A classifier with fixed parameters, run as a TensorFlow graph.
 *
 * @param graphs of the process; left out: none are kept
 */
export function createGraphPredictor(
  classifier: Classifier,
  tensors: TensorMap,
  graphs: GraphCache = new GraphCache(0),
): Predictor {
  const { imageSizePx, head } = classifier;
  const { variables, giveBack } = graphs.borrow(
    { kind: 'prediction', classifier },
    parameterTensors(classifier, tensors),
  );
  const runner = createBatchRunner(classifier, variables);
  const predictSets: Predictor['predictSets'] = (images, count, wanted) => {
    const { views, sets } = testTimeViewSets(images, imageSizePx, wanted);
    const all = count * views.length;
    runner.prepare(evenBatchSize(all, Math.max(1, Math.floor(maxPixels / imageSizePx ** 2))));
    const found = runner.run(views.length === 1 ? images : Buffer.concat(views), all);
    const perView = found.length / views.length;
    return sets.map((set) =>
      meanOf(set.map((view) => found.subarray(view * perView, (view + 1) * perView))),
    );
  };

  return {
    classes: head.outputShape[0],
    predict: (images, count, augmentation) => {
      const [found] = predictSets(images, count, [augmentation]);
      return found as Float32Array;
    },
    predictSets,
    dispose: giveBack,
  };
}
