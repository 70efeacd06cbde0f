import type { TensorMap } from '@crossfold/graph';
import { GraphCache, graphFunction } from '@crossfold/graph/tensorflow';
import { selectParameters, type Classifier } from '../../classifier.js';
import { findMapLayer } from '../../explanation/map-layer.js';
import { respond, type Explainer } from '../layer-response.js';

/**
 * An explainer whose forward pass and gradient run as one TensorFlow graph. All batches have the
 * size of the first; fewer images are padded.
 *
 * @param layer of the backbone, with a feature map
 * @param graphs of the process; left out: none are kept
 * @throws AppError REQUEST_INVALID for another layer
 */
export function createGraphExplainer(
  classifier: Classifier,
  tensors: TensorMap,
  layer: string,
  graphs: GraphCache = new GraphCache(0),
): Explainer {
  const { shape } = findMapLayer(classifier, layer);
  const [height, width, channels] = shape;
  const { imageSizePx, head } = classifier;
  const { variables, giveBack } = graphs.borrow(
    { kind: 'explanation', classifier, layer },
    selectParameters(classifier, tensors),
  );
  const explain = graphFunction(
    ({ images, targets }, { variable }) => respond(classifier, variable, layer, images, targets),
    {
      variables,
      name: 'explain',
      signature: {
        inputs: {
          images: { dtype: 'uint8', shape: [null, imageSizePx, imageSizePx, 3] },
          targets: { dtype: 'int32', shape: [null] },
        },
        results: { probabilities: 'float32', activations: 'float32', gradients: 'float32' },
      },
    },
  );
  let batchSize = 0;
  return {
    layer,
    explain(images, targets) {
      const count = targets.length;
      batchSize ||= count;
      if (count > batchSize) {
        throw new RangeError(`expected at most ${batchSize} images, got ${count}`);
      }
      const pixels = new Uint8Array(batchSize * imageSizePx * imageSizePx * 3);
      pixels.set(images);
      const classes = new Int32Array(batchSize);
      classes.set(targets);
      const { probabilities, activations, gradients } = explain.run({
        images: { shape: [batchSize, imageSizePx, imageSizePx, 3], data: pixels },
        targets: { shape: [batchSize], data: classes },
      });
      const length = height * width * channels;
      const mapOf = ({ data }: typeof activations, i: number) =>
        data.subarray(i * length, (i + 1) * length);
      return {
        probabilities: probabilities.data.slice(0, count * head.outputShape[0]),
        responses: Array.from(targets, (_, i) => ({
          height,
          width,
          channels,
          activations: mapOf(activations, i),
          gradients: mapOf(gradients, i),
        })),
      };
    },
    dispose: giveBack,
  };
}
