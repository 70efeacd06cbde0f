import { writeFile } from 'node:fs/promises';
import { MessageWriter } from '@crossfold/graph';
import type { ExportedModel } from './exported-model.js';
import {
  buildOnnxGraph,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-graph.js';

/* Field numbers and enumerations are those of onnx.proto, format version 8. */

const irVersion = 8;
/** ReduceMean takes its axes as an attribute up to this one. */
const operationSet = 17;
const elementTypes = { float: 1, int64: 7 } as const;
const attributeTypes = { float: 1, int: 2, ints: 7 } as const;

/** Writes one `.onnx` file; batches may have any size. */
export async function writeOnnxModel(model: ExportedModel, path: string): Promise<void> {
  const { network, notes } = model;
  const { nodes, constants, output } = buildOnnxGraph(model);
  const graph = new MessageWriter();
  for (const node of nodes) graph.message(1, encodeNode(node));
  graph.string(2, network.name);
  for (const [name, tensor] of constants) graph.message(5, encodeTensor(name, tensor));
  graph.message(11, encodeValue('input', network.inputShape));
  graph.message(12, encodeValue(output, network.outputShape));
  const file = new MessageWriter().int(1, irVersion).string(2, 'crossfold').message(7, graph);
  file.message(8, new MessageWriter().string(1, '').int(2, operationSet));
  for (const [key, value] of Object.entries(notes)) {
    file.message(14, new MessageWriter().string(1, key).string(2, value));
  }
  await writeFile(path, file.finish());
}

function encodeNode({ op, inputs, output, attributes }: OnnxNode): MessageWriter {
  const message = new MessageWriter();
  for (const input of inputs) message.string(1, input);
  message.string(2, output).string(3, output).string(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(5, encodeAttribute(name, value));
  }
  return message;
}

function encodeAttribute(name: string, value: OnnxAttribute): MessageWriter {
  const message = new MessageWriter().string(1, name);
  if ('float' in value) return message.float(2, value.float).int(20, attributeTypes.float);
  if ('int' in value) return message.int(3, value.int).int(20, attributeTypes.int);
  return message.packedInts(8, value.ints).int(20, attributeTypes.ints);
}

function encodeTensor(name: string, { shape, data }: OnnxTensor): MessageWriter {
  const type = data instanceof Float32Array ? elementTypes.float : elementTypes.int64;
  return new MessageWriter()
    .packedInts(1, shape)
    .int(2, type)
    .string(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** A value of float32 with a batch of any size. */
function encodeValue(name: string, shape: readonly number[]): MessageWriter {
  const dimensions = new MessageWriter().message(1, new MessageWriter().string(2, 'batch'));
  for (const length of shape) dimensions.message(1, new MessageWriter().int(1, length));
  const tensor = new MessageWriter().int(1, elementTypes.float).message(2, dimensions);
  return new MessageWriter().string(1, name).message(2, new MessageWriter().message(1, tensor));
}
