import type { Classifier } from '../classifier.js';
import type { Architecture, WeightsFlavour } from '../catalogue/architecture.js';
import { tensorOf, type ValuedNetwork } from '../keras/valued-network.js';
import type { Network } from '../network/network.js';

/** A network with its weights, and what a reader must know to use it. */
export interface ExportedModel extends ValuedNetwork {
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
