import {
  dataTypes,
  type AttributeValue,
  type DataType,
  type GraphNode,
  type NodeOutput,
  type TypedTensor,
} from './graph.js';
import { MessageWriter } from './protobuf.js';

/*
 * Field numbers are those of saved_model.proto, meta_graph.proto, graph.proto, node_def.proto,
 * attr_value.proto, tensor.proto and tensor_shape.proto in tensorflow/core.
 */

/** The tag by which {@link encodeSavedModel}'s only graph is loaded. */
export const savedModelTag = 'crossfold';

/**
 * Version of the operations' semantics that the graph was written for (TF_GRAPH_DEF_VERSION of
 * TensorFlow 2.9, the oldest library that tfjs-node runs with).
 */
const producer = 1087;

/** An output of the graph by which it is fed or read. */
export interface SignatureValue {
  /** The first output of a node. */
  readonly node: NodeOutput;
  readonly dtype: DataType;
  /** −1 where a length is unknown. */
  readonly shape: readonly number[];
}

/** What readers of the model ask for, by the names that they use. */
export interface SavedModelSignature {
  readonly name: string;
  readonly inputs: Readonly<Record<string, SignatureValue>>;
  readonly outputs: Readonly<Record<string, SignatureValue>>;
}

export interface SavedModelOptions {
  readonly tag?: string;
  readonly signature?: SavedModelSignature;
}

/** The content of `saved_model.pb` for a graph without stored variables. */
export function encodeSavedModel(
  nodes: readonly GraphNode[],
  { tag = savedModelTag, signature }: SavedModelOptions = {},
): Uint8Array {
  const graph = new MessageWriter();
  for (const node of nodes) graph.message(1, encodeNode(node));
  graph.message(4, new MessageWriter().int(1, producer));
  const metaGraph = new MessageWriter()
    .message(1, new MessageWriter().string(4, tag))
    .message(2, graph);
  if (signature) metaGraph.message(5, encodeSignature(signature));
  return new MessageWriter().int(1, 1).message(2, metaGraph).finish();
}

function encodeSignature({ name, inputs, outputs }: SavedModelSignature): MessageWriter {
  const entry = (key: string, value: MessageWriter) =>
    new MessageWriter().string(1, key).message(2, value);
  const definition = new MessageWriter();
  for (const [key, value] of Object.entries(inputs)) {
    definition.message(1, entry(key, encodeSignatureValue(value)));
  }
  for (const [key, value] of Object.entries(outputs)) {
    definition.message(2, entry(key, encodeSignatureValue(value)));
  }
  return entry(name, definition.string(3, 'tensorflow/serving/predict'));
}

function encodeSignatureValue({ node, dtype, shape }: SignatureValue): MessageWriter {
  return new MessageWriter()
    .string(1, `${node}:0`)
    .int(2, dataTypes[dtype])
    .message(3, encodeShape(shape));
}

function encodeNode({ name, op, inputs, after, attributes }: GraphNode): MessageWriter {
  const message = new MessageWriter().string(1, name).string(2, op);
  for (const input of inputs) message.string(3, input);
  for (const node of after) message.string(3, `^${node}`);
  for (const [key, value] of Object.entries(attributes)) {
    message.message(5, new MessageWriter().string(1, key).message(2, encodeAttribute(value)));
  }
  return message;
}

function encodeAttribute(value: AttributeValue): MessageWriter {
  const message = new MessageWriter();
  if ('ints' in value) return message.message(1, new MessageWriter().packedInts(3, value.ints));
  if ('floats' in value) {
    return message.message(1, new MessageWriter().packedFloats(4, value.floats));
  }
  if ('string' in value) return message.string(2, value.string);
  if ('int' in value) return message.int(3, value.int);
  if ('float' in value) return message.float(4, value.float);
  if ('bool' in value) return message.int(5, Number(value.bool));
  if ('type' in value) return message.int(6, value.type);
  if ('shape' in value) return message.message(7, encodeShape(value.shape));
  return message.message(8, encodeTensor(value.tensor));
}

function encodeShape(shape: readonly number[]): MessageWriter {
  const message = new MessageWriter();
  for (const length of shape) message.message(2, new MessageWriter().int(1, length));
  return message;
}

function encodeTensor({ dtype, shape, data }: TypedTensor): MessageWriter {
  const message = new MessageWriter().int(1, dataTypes[dtype]).message(2, encodeShape(shape));
  const first = data[0];
  // A single value stands for all elements: tfjs spells gradients of means with tensors of ones.
  if (first !== undefined && data.every((value) => Object.is(value, first))) {
    return dtype === 'float32'
      ? message.packedFloats(5, [first])
      : message.packedInts(dtype === 'bool' ? 11 : 7, [first]);
  }
  return message.bytes(4, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
