import type { NetworkNode, Padding, Shape } from '../network/network.js';
import { turnKernel } from '../weights/torch-layers.js';
import { affineOf, tensorOf } from '../keras/valued-network.js';
import { effectiveMean, type ExportedModel } from './exported-model.js';

export type OnnxAttribute =
  { readonly ints: readonly number[] } | { readonly int: number } | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface OnnxGraph {
  readonly nodes: OnnxNode[];
  readonly constants: Map<string, OnnxTensor>;
  readonly output: string;
}

/**
 * A network in ONNX's operations. They have channels first: a map is turned once behind the input,
 * which has them last as everywhere here, and once before it is flattened or given out.
 */
export function buildOnnxGraph(model: ExportedModel): OnnxGraph {
  const { network } = model;
  const graph = new OnnxBuilder();
  graph.add('Transpose', ['input'], 'input/channels_first', { perm: { ints: [0, 3, 1, 2] } });
  const shapes = new Map<string, Shape>([['input', network.inputShape]]);
  const names = new Map([['input', 'input/channels_first']]);
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => names.get(name) as string);
    const inputShape = shapes.get(node.inputs[0] ?? '') as Shape;
    names.set(node.name, addNode(graph, model, node, inputs, inputShape));
    shapes.set(node.name, node.shape);
  }
  const last = names.get(network.output) as string;
  if (network.outputShape.length === 3) {
    graph.add('Transpose', [last], 'output', { perm: { ints: [0, 2, 3, 1] } });
  } else graph.add('Identity', [last], 'output');
  return { nodes: graph.nodes, constants: graph.constants, output: 'output' };
}

class OnnxBuilder {
  readonly nodes: OnnxNode[] = [];
  readonly constants = new Map<string, OnnxTensor>();

  add(
    op: string,
    inputs: readonly string[],
    output: string,
    attributes: OnnxNode['attributes'] = {},
  ): string {
    this.nodes.push({ op, inputs, output, attributes });
    return output;
  }

  floats(name: string, data: Float32Array, shape: readonly number[] = [data.length]): string {
    this.constants.set(name, { shape, data });
    return name;
  }

  ints(name: string, values: readonly number[]): string {
    this.constants.set(name, { shape: [values.length], data: BigInt64Array.from(values, BigInt) });
    return name;
  }
}

function addNode(
  graph: OnnxBuilder,
  model: ExportedModel,
  node: NetworkNode,
  inputs: readonly string[],
  inputShape: Shape,
): string {
  const { name } = node;
  const [x = '', other = ''] = inputs;
  const floats = (parameter: string) => graph.floats(parameter, tensorOf(model, parameter).data);
  switch (node.op) {
    case 'conv':
    case 'depthwiseConv': {
      const given = tensorOf(model, node.kernel);
      const isDepthwise = node.op === 'depthwiseConv';
      const kernel = turnKernel(isDepthwise ? grouped(given) : given);
      const weights = graph.floats(node.kernel, kernel.data, kernel.shape);
      const [height = 1, width = 1] = given.shape;
      return graph.add('Conv', [x, weights, ...(node.bias ? [floats(node.bias)] : [])], name, {
        kernel_shape: { ints: [height, width] },
        strides: { ints: [node.strides, node.strides] },
        pads: { ints: padsOf(node.padding, inputShape, [height, width], node.strides) },
        group: { int: isDepthwise ? (node.shape.at(-1) as number) : 1 },
      });
    }
    case 'batchNorm': {
      const mean = effectiveMean(model, node.movingMean, node.absorbedBias);
      return graph.add(
        'BatchNormalization',
        [
          ...[x, floats(node.gamma), floats(node.beta)],
          ...[graph.floats(`${name}/mean`, mean), floats(node.movingVariance)],
        ],
        name,
        { epsilon: { float: node.epsilon } },
      );
    }
    case 'layerNorm':
      return layerNorm(graph, model, node, x);
    case 'dense': {
      const kernel = tensorOf(model, node.kernel);
      const [inputsOf = 1, units = 1] = kernel.shape;
      if (node.shape.length === 1) {
        const weights = graph.floats(node.kernel, kernel.data, [inputsOf, units]);
        return graph.add('Gemm', [x, weights, floats(node.bias)], name);
      }
      const turned = turnKernel({ shape: [1, 1, inputsOf, units], data: kernel.data });
      const weights = graph.floats(node.kernel, turned.data, turned.shape);
      return graph.add('Conv', [x, weights, floats(node.bias)], name);
    }
    case 'relu':
      return graph.add('Relu', [x], name);
    case 'relu6': {
      const bounds = [0, 6].map((bound) =>
        graph.floats(`bound_${bound}`, Float32Array.of(bound), []),
      );
      return graph.add('Clip', [x, ...bounds], name);
    }
    case 'sigmoid':
      return graph.add('Sigmoid', [x], name);
    case 'swish':
      return graph.add('Mul', [x, graph.add('Sigmoid', [x], `${name}/gate`)], name);
    case 'gelu':
      return gelu(graph, name, x);
    case 'add':
      return graph.add('Add', [x, other], name);
    case 'multiply':
      return graph.add('Mul', [x, other], name);
    case 'scale':
    case 'rescale':
    case 'normaliseInput': {
      const { factors, offsets } = affineOf(model, node);
      const shape = node.shape.length === 1 ? [factors.length] : [factors.length, 1, 1];
      const scaled = graph.add(
        'Mul',
        [x, graph.floats(`${name}/factors`, factors, shape)],
        `${name}/scaled`,
      );
      return graph.add('Add', [scaled, graph.floats(`${name}/offsets`, offsets, shape)], name);
    }
    case 'maxPool': {
      const window = [node.size, node.size] as const;
      const [padded, padding] = padWithZeros(graph, node, x);
      return graph.add('MaxPool', [padded], name, {
        kernel_shape: { ints: window },
        strides: { ints: [node.strides, node.strides] },
        pads: { ints: padsOf(padding, inputShape, window, node.strides) },
      });
    }
    case 'globalAveragePool': {
      const means = graph.add('GlobalAveragePool', [x], `${name}/map`);
      return graph.add('Flatten', [means], name, { axis: { int: 1 } });
    }
    case 'asMap':
      return graph.add('Unsqueeze', [x, graph.ints('map_axes', [2, 3])], name);
    case 'flatten': {
      const turned = graph.add('Transpose', [x], `${name}/channels_last`, {
        perm: { ints: [0, 2, 3, 1] },
      });
      return graph.add('Flatten', [turned], name, { axis: { int: 1 } });
    }
    case 'dropout':
      return x;
  }
}

/** Over the channels, which lie on the second axis here: ONNX's own operation wants them last. */
function layerNorm(
  graph: OnnxBuilder,
  model: ExportedModel,
  node: Extract<NetworkNode, { op: 'layerNorm' }>,
  x: string,
): string {
  const { name } = node;
  const mean = (of: string, part: string) =>
    graph.add('ReduceMean', [of], `${name}/${part}`, {
      axes: { ints: [1] },
      keepdims: { int: 1 },
    });
  const centred = graph.add('Sub', [x, mean(x, 'mean')], `${name}/centred`);
  const square = graph.add('Mul', [centred, centred], `${name}/square`);
  const epsilon = graph.floats(`${name}/epsilon`, Float32Array.of(node.epsilon), []);
  const variance = graph.add('Add', [mean(square, 'variance'), epsilon], `${name}/variance_up`);
  const deviation = graph.add('Sqrt', [variance], `${name}/deviation`);
  const normal = graph.add('Div', [centred, deviation], `${name}/normal`);
  const channels = node.shape.at(-1) as number;
  const shape = node.shape.length === 1 ? [channels] : [channels, 1, 1];
  const [gamma, beta] = [node.gamma, node.beta].map((parameter) =>
    graph.floats(parameter, tensorOf(model, parameter).data, shape),
  ) as [string, string];
  return graph.add('Add', [graph.add('Mul', [normal, gamma], `${name}/scaled`), beta], name);
}

/** x·Φ(x), exactly. */
function gelu(graph: OnnxBuilder, name: string, x: string): string {
  const number = (key: string, value: number) => graph.floats(key, Float32Array.of(value), []);
  const scaled = graph.add('Mul', [x, number('sqrt_half', Math.SQRT1_2)], `${name}/scaled`);
  const erf = graph.add('Erf', [scaled], `${name}/erf`);
  const raised = graph.add('Add', [erf, number('one', 1)], `${name}/raised`);
  const share = graph.add('Mul', [raised, number('half', 0.5)], `${name}/share`);
  return graph.add('Mul', [x, share], name);
}

/** ONNX would pad a maximum with minus infinity, explicit padding is of zeros. */
function padWithZeros(
  graph: OnnxBuilder,
  { name, padding }: Extract<NetworkNode, { op: 'maxPool' }>,
  x: string,
): [string, 'same' | 'valid'] {
  if (padding === 'same' || padding === 'valid') return [x, padding];
  const [rows, columns] = padding;
  const pads = [0, 0, rows[0], columns[0], 0, 0, rows[1], columns[1]];
  return [graph.add('Pad', [x, graph.ints(`${name}/pads`, pads)], `${name}/padded`), 'valid'];
}

/** Top, left, bottom, right: more at the end where "same" padding is uneven, as in TensorFlow. */
function padsOf(
  padding: Padding,
  inputShape: Shape,
  window: readonly [number, number],
  strides: number,
): number[] {
  if (padding === 'valid') return [0, 0, 0, 0];
  if (padding !== 'same') {
    const [rows, columns] = padding;
    return [rows[0], columns[0], rows[1], columns[1]];
  }
  const [rows, columns] = window.map((size, axis) => {
    const length = inputShape[axis] as number;
    return Math.max(0, (Math.ceil(length / strides) - 1) * strides + size - length);
  }) as [number, number];
  const [top, left] = [Math.floor(rows / 2), Math.floor(columns / 2)];
  return [top, left, rows - top, columns - left];
}

/** [height, width, channels, 1] as the kernel of a grouped convolution, which has the same values. */
function grouped({ shape, data }: { shape: readonly number[]; data: Float32Array }) {
  const [height = 1, width = 1, ...channels] = shape;
  return { shape: [height, width, 1, Math.max(...channels)], data };
}
