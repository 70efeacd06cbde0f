import type { Classifier } from '../classifier.js';
import type { Architecture, WeightsFlavour } from '../catalogue/architecture.js';
import type { Network } from '../network/network.js';
import type { HostTensor, TensorMap } from '../weights/tensor-map.js';

/** A network with its weights, and what a reader must know to use it. */
export interface ExportedModel {
  readonly network: Network;
  readonly tensors: TensorMap;
  /** Decides the names that safetensors are written with. */
  readonly flavour: WeightsFlavour;
  readonly kerasSequentials?: Architecture['kerasSequentials'];
  /** Preprocessing, classes and the like, for formats that have a place for them. */
  readonly notes: Readonly<Record<string, string>>;
}

/** A classifier as one network, from the prepared image to the logits. */
export function joinClassifier({ backbone, head }: Classifier): Network {
  const rename = (name: string) => (name === 'input' ? backbone.output : name);
  return {
    name: `${backbone.name}-classifier`,
    inputShape: backbone.inputShape,
    nodes: [
      ...backbone.nodes,
      ...head.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    ],
    parameters: [...backbone.parameters, ...head.parameters],
    blocks: [...backbone.blocks, ...head.blocks],
    output: head.output,
    outputShape: head.outputShape,
  };
}

export function tensorOf({ tensors }: Pick<ExportedModel, 'tensors'>, name: string): HostTensor {
  const found = tensors.get(name);
  if (found) return found;
  throw new Error(`no value for parameter ${name}`);
}

/** The mean that a batch normalisation subtracts where the convolution's bias is not added. */
export function effectiveMean(
  model: Pick<ExportedModel, 'tensors'>,
  movingMean: string,
  absorbedBias: string | null,
): Float32Array {
  const mean = tensorOf(model, movingMean).data;
  const bias = absorbedBias === null ? null : tensorOf(model, absorbedBias).data;
  return mean.map((value, channel) => value - (bias?.[channel] ?? 0));
}

/** The factors and offsets, for each channel, of a node that does no more than scale its input. */
export function affineOf(
  model: ExportedModel,
  node: Extract<Network['nodes'][number], { op: 'scale' | 'rescale' | 'normaliseInput' }>,
): { readonly factors: Float32Array; readonly offsets: Float32Array } {
  const channels = node.shape.at(-1) as number;
  const spread = (values: ArrayLike<number>) =>
    Float32Array.from(
      { length: channels },
      (_, c) => values[values.length === 1 ? 0 : c] as number,
    );
  switch (node.op) {
    case 'scale':
      return { factors: tensorOf(model, node.gamma).data, offsets: new Float32Array(channels) };
    case 'rescale':
      return { factors: spread(node.factors), offsets: spread(node.offsets) };
    case 'normaliseInput': {
      const factors = tensorOf(model, node.variance).data.map((value) => 1 / Math.sqrt(value));
      const means = tensorOf(model, node.mean).data;
      return { factors, offsets: means.map((mean, c) => -mean * (factors[c] as number)) };
    }
  }
}
