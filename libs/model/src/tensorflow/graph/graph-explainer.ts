import type { TensorMap, NodeOutput } from '@crossfold/graph';
import {
  tf,
  graphCache,
  record,
  type Tf,
  type CompileContext,
  type Feeds,
} from '@crossfold/graph/tensorflow';
import { selectParameters, type Classifier } from '../../classifier.js';
import { findMapLayer, type MapLayer } from '../../explanation/map-layer.js';
import { respond, type Explainer } from '../layer-response.js';
import { uploadParameters } from '../predictor.js';

/**
 * An explainer whose forward pass and gradient are recorded once and run as one TensorFlow graph.
 * All batches have the size of the first; fewer images are padded.
 *
 * @param layer of the backbone, with a feature map
 * @throws AppError REQUEST_INVALID for another layer
 */
export function createGraphExplainer(
  classifier: Classifier,
  tensors: TensorMap,
  layer: string,
): Explainer {
  const mapLayer = findMapLayer(classifier, layer);
  const { functions, giveBack } = graphCache.borrow(
    { kind: 'explanation', classifier, layer },
    selectParameters(classifier, tensors),
  );
  let batchSize = 0;
  return {
    layer,
    explain(images, targets) {
      batchSize ||= targets.length;
      if (targets.length > batchSize) {
        throw new RangeError(`expected at most ${batchSize} images, got ${targets.length}`);
      }
      const feeds = feedsOf(classifier, batchSize, images, targets);
      const packed = functions.run(`explain_${batchSize}`, feeds, (context) =>
        compileResponse(classifier, mapLayer, batchSize, context),
      );
      return unpack(packed, classifier.head.outputShape[0], mapLayer, targets.length);
    },
    dispose: giveBack,
  };
}

function feedsOf(
  { imageSizePx }: Classifier,
  batchSize: number,
  images: Uint8Array,
  targets: Int32Array,
): Feeds {
  const shape = [batchSize, imageSizePx, imageSizePx, 3];
  const data = new Uint8Array(batchSize * imageSizePx * imageSizePx * 3);
  data.set(images);
  const classes = new Int32Array(batchSize);
  classes.set(targets);
  return new Map([
    ['images', { dtype: 'uint8', shape, data }],
    ['targets', { dtype: 'int32', shape: [batchSize], data: classes }],
  ]);
}

/** @returns float32 [batch, classes + 2 · places · channels]: a function has one output */
function compileResponse(
  classifier: Classifier,
  { name: layer }: MapLayer,
  batchSize: number,
  { graph, inputs, variables, tensors }: CompileContext,
): NodeOutput {
  return tf.tidy(() => {
    const { imageSizePx } = classifier;
    const pixels = tf.zeros<Tf.Rank.R4>([batchSize, imageSizePx, imageSizePx, 3], 'int32');
    const targets = tf.zeros<Tf.Rank.R1>([batchSize], 'int32');
    const parameters = uploadParameters(tensors);
    const bound: [Tf.Tensor, NodeOutput][] = [
      [pixels, inputs.get('images') as NodeOutput],
      [targets, inputs.get('targets') as NodeOutput],
      ...[...parameters].map(([name, tensor]): [Tf.Tensor, NodeOutput] => [
        tensor,
        variables.value(name),
      ]),
    ];
    return record(graph, bound, (outputOf) => {
      const lookup = (name: string) => parameters.get(name) as Tf.Tensor;
      const response = respond(classifier, lookup, layer, pixels, targets);
      const { probabilities, activations, gradients } = response;
      const rows = [activations, gradients].map((map) => tf.reshape(map, [batchSize, -1]));
      return outputOf(tf.concat([probabilities, ...rows] as Tf.Tensor2D[], 1));
    });
  });
}

function unpack(
  packed: Float32Array,
  classes: number,
  { shape: [height, width, channels] }: MapLayer,
  count: number,
): ReturnType<Explainer['explain']> {
  const length = height * width * channels;
  const rowLength = classes + 2 * length;
  const rows = Array.from({ length: count }, (_, i) =>
    packed.subarray(i * rowLength, (i + 1) * rowLength),
  );
  const probabilities = new Float32Array(count * classes);
  for (const [i, row] of rows.entries()) probabilities.set(row.subarray(0, classes), i * classes);
  const responses = rows.map((row) => ({
    height,
    width,
    channels,
    activations: row.subarray(classes, classes + length),
    gradients: row.subarray(classes + length),
  }));
  return { probabilities, responses };
}
