import {
  GraphBuilder,
  typeAttribute,
  type AttributeValue,
  type GraphNode,
  type NodeOutput,
} from '@crossfold/graph';
import { affineOf, tensorOf } from '../keras/valued-network.js';
import type { NetworkNode, Padding } from '../network/network.js';
import { effectiveMean, type ExportedModel } from './exported-model.js';

const float = typeAttribute('float32');
const T = { T: float };

export interface SavedModelGraph {
  readonly nodes: readonly GraphNode[];
  readonly input: NodeOutput;
  readonly output: NodeOutput;
}

/** A network in TensorFlow's operations, with its weights as constants and batches of any size. */
export function buildSavedModelGraph(model: ExportedModel): SavedModelGraph {
  const { network } = model;
  const graph = new GraphBuilder('model');
  const input = graph.placeholder('input', 'float32', [-1, ...network.inputShape]);
  const outputs = new Map<string, NodeOutput>([['input', input]]);
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => outputs.get(name) as NodeOutput);
    outputs.set(node.name, addNode(graph, model, node, inputs));
  }
  const output = graph.add('Identity', [outputs.get(network.output) as NodeOutput], T, {
    name: 'output',
  });
  return { nodes: graph.nodes, input, output };
}

function addNode(
  graph: GraphBuilder,
  model: ExportedModel,
  node: NetworkNode,
  inputs: readonly NodeOutput[],
): NodeOutput {
  const [x = '', other = ''] = inputs;
  const constant = (data: Float32Array, shape: readonly number[] = [data.length]) =>
    graph.constant({ dtype: 'float32', shape, data });
  const floats = (parameter: string) => constant(tensorOf(model, parameter).data);
  const withBias = (y: NodeOutput, bias: string | null) =>
    bias === null ? y : graph.add('BiasAdd', [y, floats(bias)], { ...T, ...channelsLast });
  switch (node.op) {
    case 'conv':
    case 'depthwiseConv': {
      const isDepthwise = node.op === 'depthwiseConv';
      const { shape, data } = tensorOf(model, node.kernel);
      const [height = 1, width = 1, ...channels] = shape;
      const kernelShape = isDepthwise ? [height, width, Math.max(...channels), 1] : shape;
      const [padded, padding] = pad(graph, x, node.padding);
      const op = isDepthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
      const y = graph.add(op, [padded, constant(data, kernelShape)], {
        ...T,
        ...channelsLast,
        padding,
        strides: { ints: [1, node.strides, node.strides, 1] },
        dilations: { ints: [1, 1, 1, 1] },
      });
      return withBias(y, node.bias);
    }
    case 'batchNorm': {
      const mean = effectiveMean(model, node.movingMean, node.absorbedBias);
      return graph.add(
        'FusedBatchNormV3',
        [x, floats(node.gamma), floats(node.beta), constant(mean), floats(node.movingVariance)],
        {
          ...T,
          U: float,
          epsilon: { float: node.epsilon },
          is_training: { bool: false },
          ...channelsLast,
        },
      );
    }
    case 'layerNorm': {
      const centred = graph.add('Sub', [x, meanOver(graph, x, [-1], true)], T);
      const variance = meanOver(graph, graph.add('Square', [centred], T), [-1], true);
      const raised = graph.add('AddV2', [variance, graph.scalar(node.epsilon)], T);
      const normal = graph.add('Mul', [centred, graph.add('Rsqrt', [raised], T)], T);
      const scaled = graph.add('Mul', [normal, floats(node.gamma)], T);
      return graph.add('AddV2', [scaled, floats(node.beta)], T);
    }
    case 'dense': {
      const { shape, data } = tensorOf(model, node.kernel);
      const kernel = constant(data, shape);
      const isVector = node.shape.length === 1;
      const rows = isVector ? x : reshape(graph, x, [-1, shape[0] as number]);
      const y = graph.add('MatMul', [rows, kernel], {
        ...T,
        transpose_a: { bool: false },
        transpose_b: { bool: false },
      });
      const biased = withBias(y, node.bias);
      return isVector ? biased : reshape(graph, biased, [-1, ...node.shape]);
    }
    case 'relu':
      return graph.add('Relu', [x], T);
    case 'relu6':
      return graph.add('Relu6', [x], T);
    case 'sigmoid':
      return graph.add('Sigmoid', [x], T);
    case 'swish':
      return graph.add('Mul', [x, graph.add('Sigmoid', [x], T)], T);
    case 'gelu': {
      const erf = graph.add('Erf', [graph.add('Mul', [x, graph.scalar(Math.SQRT1_2)], T)], T);
      const raised = graph.add('AddV2', [erf, graph.scalar(1)], T);
      const share = graph.add('Mul', [raised, graph.scalar(0.5)], T);
      return graph.add('Mul', [x, share], T);
    }
    case 'add':
      return graph.add('AddV2', [x, other], T);
    case 'multiply':
      return graph.add('Mul', [x, other], T);
    case 'scale':
    case 'rescale':
    case 'normaliseInput': {
      const { factors, offsets } = affineOf(model, node);
      return graph.add(
        'AddV2',
        [graph.add('Mul', [x, constant(factors)], T), constant(offsets)],
        T,
      );
    }
    case 'maxPool': {
      const [padded, padding] = pad(graph, x, node.padding);
      return graph.add('MaxPool', [padded], {
        ...T,
        ...channelsLast,
        padding,
        ksize: { ints: [1, node.size, node.size, 1] },
        strides: { ints: [1, node.strides, node.strides, 1] },
      });
    }
    case 'globalAveragePool':
      return meanOver(graph, x, [1, 2], false);
    case 'asMap':
    case 'flatten':
      return reshape(graph, x, [-1, ...node.shape]);
    case 'dropout':
      return x;
  }
}

const channelsLast = { data_format: { string: 'NHWC' } } as const;

function integers(graph: GraphBuilder, values: readonly number[], shape = [values.length]) {
  return graph.constant({ dtype: 'int32', shape, data: Int32Array.from(values) });
}

function meanOver(graph: GraphBuilder, x: NodeOutput, axes: readonly number[], keepDims: boolean) {
  const attributes = { ...T, Tidx: typeAttribute('int32'), keep_dims: { bool: keepDims } };
  return graph.add('Mean', [x, integers(graph, axes)], attributes);
}

function reshape(graph: GraphBuilder, x: NodeOutput, shape: readonly number[]): NodeOutput {
  const attributes = { ...T, Tshape: typeAttribute('int32') };
  return graph.add('Reshape', [x, integers(graph, shape)], attributes);
}

/** Zeros first where the padding is explicit. */
function pad(graph: GraphBuilder, x: NodeOutput, padding: Padding): [NodeOutput, AttributeValue] {
  if (padding === 'same' || padding === 'valid') return [x, { string: padding.toUpperCase() }];
  const [rows, columns] = padding;
  const amounts = integers(graph, [0, 0, ...rows, ...columns, 0, 0], [4, 2]);
  const padded = graph.add('Pad', [x, amounts], { ...T, Tpaddings: typeAttribute('int32') });
  return [padded, { string: 'VALID' }];
}
