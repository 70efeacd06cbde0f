import type { TensorMap } from '@crossfold/graph';
import { tf } from '@crossfold/graph/tensorflow';
import { selectParameters, type Classifier } from '../classifier.js';
import { findMapLayer } from '../explanation/map-layer.js';
import { respond, type ExplainedBatch, type Explainer } from './layer-response.js';
import { hostLookup } from './run-network.js';

/** An explainer that runs kernel by kernel: the reference. */
export function createEagerExplainer(
  classifier: Classifier,
  tensors: TensorMap,
  layer: string,
): Explainer {
  const { shape } = findMapLayer(classifier, layer);
  const [height, width, channels] = shape;
  const lookup = hostLookup(selectParameters(classifier, tensors));
  const { imageSizePx } = classifier;

  function explain(images: Uint8Array, targets: Int32Array): ExplainedBatch {
    const count = targets.length;
    const pixels = tf.tensor4d(images, [count, imageSizePx, imageSizePx, 3], 'int32');
    const response = respond(classifier, lookup, layer, pixels, tf.tensor1d(targets, 'int32'));
    const [activations, gradients] = [response.activations, response.gradients].map((map) =>
      Float32Array.from(map.dataSync()),
    ) as [Float32Array, Float32Array];
    const length = height * width * channels;
    return {
      probabilities: Float32Array.from(response.probabilities.dataSync()),
      responses: Array.from({ length: count }, (_, i) => ({
        height,
        width,
        channels,
        activations: activations.subarray(i * length, (i + 1) * length),
        gradients: gradients.subarray(i * length, (i + 1) * length),
      })),
    };
  }

  return {
    layer,
    explain(images, targets) {
      const found: { batch?: ExplainedBatch } = {};
      tf.tidy(() => {
        found.batch = explain(images, targets);
      });
      return found.batch as ExplainedBatch;
    },
    dispose: () => undefined,
  };
}
