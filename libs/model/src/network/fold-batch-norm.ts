import type { HostTensor, TensorMap } from '@crossfold/graph';
import type { BatchNormNode, ConvNode, Network, NetworkNode } from './network.js';

export interface FoldedNetwork {
  readonly network: Network;
  /** Values of the network's parameters. */
  readonly tensors: TensorMap;
}

/**
 * A network for inference alone: each batch normalisation whose convolution nothing else reads goes
 * into that convolution's kernel and bias. One pass over every feature map is saved, and what is
 * left is a pattern that TensorFlow fuses with the activation behind it.
 *
 * @param tensors values of all parameters; more are passed over
 */
export function foldBatchNorm(network: Network, tensors: TensorMap): FoldedNetwork {
  const readers = countReaders(network);
  const convolutions = new Map<string, ConvNode>();
  for (const node of network.nodes) if (node.op === 'conv') convolutions.set(node.name, node);
  const folds = new Map<string, { readonly conv: ConvNode; readonly norm: BatchNormNode }>();
  for (const norm of network.nodes) {
    if (norm.op !== 'batchNorm') continue;
    const conv = convolutions.get(norm.inputs[0] ?? '');
    if (conv && conv.bias === null && readers.get(conv.name) === 1) {
      folds.set(norm.name, { conv, norm });
    }
  }
  return rebuild(network, tensors, folds);
}

type Folds = ReadonlyMap<string, { readonly conv: ConvNode; readonly norm: BatchNormNode }>;

function rebuild(network: Network, tensors: TensorMap, folds: Folds): FoldedNetwork {
  const gone = new Set([...folds.values()].map(({ conv }) => conv.name));
  const folded = new Map<string, HostTensor>();
  const nodes = network.nodes.flatMap((node): NetworkNode[] => {
    if (gone.has(node.name)) return [];
    const fold = folds.get(node.name);
    if (!fold) return [node];
    const bias = `${fold.norm.name}/folded_bias`;
    for (const [name, value] of foldValues(fold.conv, fold.norm, tensors, bias)) {
      folded.set(name, value);
    }
    return [{ ...fold.conv, name: node.name, bias }];
  });
  const replaced = new Set([...folds.values()].flatMap(({ norm }) => parametersOf(norm)));
  const kept = network.parameters.filter(({ name }) => !replaced.has(name));
  const biases = [...folded]
    .filter(([name]) => !kept.some((parameter) => parameter.name === name))
    .map(([name, { shape }]) => ({ name, shape, role: 'bias' as const }));
  const parameters = [...kept, ...biases];
  return {
    network: { ...network, nodes, parameters },
    tensors: new Map(
      parameters.map(({ name }) => [name, folded.get(name) ?? valueOf(tensors, name)]),
    ),
  };
}

function parametersOf(norm: BatchNormNode): string[] {
  const { gamma, beta, movingMean, movingVariance, absorbedBias } = norm;
  return [gamma, beta, movingMean, movingVariance, ...(absorbedBias ? [absorbedBias] : [])];
}

/** kernel · γ/√(σ² + ε) for each output channel, and β − (μ − b) · γ/√(σ² + ε), in float64. */
function foldValues(
  conv: ConvNode,
  norm: BatchNormNode,
  tensors: TensorMap,
  bias: string,
): [string, HostTensor][] {
  const kernel = valueOf(tensors, conv.kernel);
  const [gamma, beta, mean, variance] = [
    norm.gamma,
    norm.beta,
    norm.movingMean,
    norm.movingVariance,
  ].map((name) => valueOf(tensors, name).data) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const absorbed = norm.absorbedBias ? valueOf(tensors, norm.absorbedBias).data : null;
  const channels = gamma.length;
  const scale = Float64Array.from(
    gamma,
    (g, c) => g / Math.sqrt((variance[c] ?? 0) + norm.epsilon),
  );
  const offset = Float32Array.from(
    beta,
    (b, c) => b - ((mean[c] ?? 0) - (absorbed?.[c] ?? 0)) * (scale[c] ?? 0),
  );
  const scaled = kernel.data.map((weight, i) => weight * (scale[i % channels] ?? 0));
  return [
    [conv.kernel, { shape: kernel.shape, data: scaled }],
    [bias, { shape: [channels], data: offset }],
  ];
}

function valueOf(tensors: TensorMap, name: string): HostTensor {
  const value = tensors.get(name);
  if (!value) throw new Error(`no value for parameter ${name}`);
  return value;
}

function countReaders({ nodes, output }: Network): Map<string, number> {
  const readers = new Map([[output, 1]]);
  for (const name of nodes.flatMap(({ inputs }) => inputs)) {
    readers.set(name, (readers.get(name) ?? 0) + 1);
  }
  return readers;
}
