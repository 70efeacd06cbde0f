import { AppError } from '@crossfold/contracts';
import type { GraphBuilder } from '../graph-builder.js';
import {
  typeAttribute,
  type AttributeValue,
  type ConstantTensor,
  type DataType,
  type NodeOutput,
} from '../graph.js';
import { nativeBackend, type NativeBackend, type OpAttribute, type Tf } from './backend.js';
import { createStandIns } from './stand-ins.js';

/** The output of the recorded graph that a tensor stands for. */
export type OutputOf = (tensor: Tf.Tensor) => NodeOutput;

/** Constants above this are weights that should have been bound: they would bloat the graph. */
const maxConstantBytes = 2 ** 20;

/**
 * Runs a function kernel by kernel and writes each kernel down as a node of a graph. Tensors that
 * the function did not compute and that are not bound become constants.
 *
 * @param bound tensors that stand for outputs already in the graph: inputs and variables
 * @throws AppError INTERNAL when the function reads the value of a tensor that depends on its
 *   inputs, since the recorded graph would repeat what followed from that one value
 */
export function record<T>(
  graph: GraphBuilder,
  bound: Iterable<readonly [Tf.Tensor, NodeOutput]>,
  run: (outputOf: OutputOf) => T,
): T {
  const backend = nativeBackend();
  const outputs = new Map<object, NodeOutput>();
  const constants = new Map<object, NodeOutput>();
  const standIns = createStandIns(backend);
  for (const [tensor, output] of bound) outputs.set(tensor.dataId, output);

  const outputOf: OutputOf = (tensor) => {
    const known = outputs.get(tensor.dataId) ?? constants.get(tensor.dataId);
    if (known !== undefined) return known;
    const constant = graph.constant(readConstant(tensor, native.readSync(tensor.dataId)));
    constants.set(tensor.dataId, constant);
    return constant;
  };
  const addNode = (op: string, attributes: readonly OpAttribute[], inputs: readonly Tf.Tensor[]) =>
    graph.add(op, inputs.map(outputOf), readAttributes(op, attributes, inputs));

  const native = interceptKernels(backend, {
    executeSingleOutput: (op, attributes, inputs) => {
      const node = addNode(op, attributes, inputs);
      const result = native.executeSingleOutput(op, attributes, inputs);
      outputs.set(result.dataId, node);
      standIns.replace(result);
      standIns.release(inputs);
      return result;
    },
    executeMultipleOutputs: (op, attributes, inputs, count) => {
      const node = addNode(op, attributes, inputs);
      const results = native.executeMultipleOutputs(op, attributes, inputs, count);
      for (const [index, result] of results.entries()) {
        outputs.set(result.dataId, index === 0 ? node : `${node}:${index}`);
        standIns.replace(result);
      }
      standIns.release(inputs);
      return results;
    },
    readSync: (dataId) => {
      const output = outputs.get(dataId);
      if (output === undefined) return native.readSync(dataId);
      throw new AppError(
        'INTERNAL',
        `expected only tensor operations in a recorded function, got a read of the value of ${output}`,
      );
    },
  });
  try {
    return run(outputOf);
  } finally {
    native.restore();
  }
}

type Kernels = Pick<NativeBackend, 'executeSingleOutput' | 'executeMultipleOutputs' | 'readSync'>;

/** Puts methods before the backend's own and hands those out. */
function interceptKernels(backend: NativeBackend, methods: Kernels) {
  const native = {
    executeSingleOutput: backend.executeSingleOutput.bind(backend),
    executeMultipleOutputs: backend.executeMultipleOutputs.bind(backend),
    readSync: backend.readSync.bind(backend),
    restore: () => {
      for (const name of Object.keys(methods)) Reflect.deleteProperty(backend, name);
    },
  };
  Object.assign(backend, methods);
  return native;
}

function numericType({ dtype }: Tf.Tensor): DataType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new AppError('INTERNAL', `expected numeric tensors in a recorded function, got ${dtype}`);
}

function readConstant(tensor: Tf.Tensor, data: ReturnType<Kernels['readSync']>): ConstantTensor {
  const { shape } = tensor;
  const values = data as ConstantTensor['data'];
  const isUniform = values.every((value) => value === values[0]);
  if (!isUniform && values.byteLength > maxConstantBytes) {
    throw new AppError(
      'INTERNAL',
      `expected constants of at most ${maxConstantBytes} bytes in a recorded function, got [${shape.join(', ')}]`,
    );
  }
  return { dtype: numericType(tensor), shape, data: values };
}

function readAttributes(
  op: string,
  attributes: readonly OpAttribute[],
  [first]: readonly Tf.Tensor[],
): Record<string, AttributeValue> {
  const read = Object.fromEntries(
    attributes.map((attribute) => [attribute.name, readAttribute(op, attribute)]),
  );
  // The one kernel of tfjs-node that leaves its type to be found by the eager runtime.
  if (op === 'ExpandDims') read['T'] = typeAttribute(numericType(first as Tf.Tensor));
  return read;
}

function readAttribute(op: string, { name, type, value }: OpAttribute): AttributeValue {
  const { binding } = nativeBackend();
  switch (type) {
    case binding.TF_ATTR_STRING:
      return { string: value as string };
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? { ints: value as number[] } : { int: value as number };
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? { floats: value as number[] } : { float: value as number };
    case binding.TF_ATTR_BOOL:
      return { bool: value as boolean };
    case binding.TF_ATTR_TYPE:
      return { type: value as number };
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] };
    default:
      throw new AppError(
        'INTERNAL',
        `expected a known type for attribute ${name} of ${op}, got ${type}`,
      );
  }
}
