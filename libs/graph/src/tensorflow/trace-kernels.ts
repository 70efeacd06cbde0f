import { AppError } from '@crossfold/contracts';
import type { GraphBuilder } from '../graph-builder.js';
import { typeAttribute, type AttributeValue, type NodeOutput, type TypedTensor } from '../graph.js';
import { nativeBackend, type NativeBackend, type OpAttribute, type Tf } from './backend.js';
import { createStandIns, type TracedType } from './stand-ins.js';

/** What a function is traced with. */
export interface KernelTrace {
  /** A tensor of zeros that stands for an output which is in the graph already. */
  standFor(output: NodeOutput, dtype: TracedType, shape: readonly number[]): Tf.Tensor;
  /** The output of the graph that a tensor stands for. */
  outputOf(tensor: Tf.Tensor): NodeOutput;
}

/** Constants above this are weights that should have been variables: they would bloat the graph. */
const maxConstantBytes = 2 ** 20;

/**
 * Runs a function kernel by kernel and writes each kernel down as a node of a graph. Tensors that
 * the function did not compute and that stand for no output become constants.
 *
 * @throws AppError NOT_TRACEABLE when the function reads the value of a tensor that depends on its
 *   inputs or variables: the graph would repeat what followed from that one value
 */
export function traceKernels<T>(graph: GraphBuilder, run: (trace: KernelTrace) => T): T {
  const backend = nativeBackend();
  const outputs = new Map<object, NodeOutput>();
  const constants = new Map<object, NodeOutput>();
  const standIns = createStandIns(backend);

  const outputOf = (tensor: Tf.Tensor): NodeOutput => {
    const known = outputs.get(tensor.dataId) ?? constants.get(tensor.dataId);
    if (known !== undefined) return known;
    const constant = graph.constant(readConstant(tensor, native.readSync(tensor.dataId)));
    constants.set(tensor.dataId, constant);
    return constant;
  };
  const standFor: KernelTrace['standFor'] = (output, dtype, shape) => {
    const tensor = standIns.create(dtype, shape);
    outputs.set(tensor.dataId, output);
    return tensor;
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
        'NOT_TRACEABLE',
        `expected only tensor operations in a traced function, got a read of the value of ${output}`,
        {
          remedy:
            'Return the tensor and read it after the run; in place of a branch on its value use tf.where, or decide outside and feed the decision.',
        },
      );
    },
  });
  try {
    return run({ standFor, outputOf });
  } finally {
    native.restore();
  }
}

/** @throws AppError NOT_TRACEABLE inside a traced function */
export function assertNotTracing(): void {
  if (!Object.hasOwn(nativeBackend(), 'readSync')) return;
  throw new AppError(
    'NOT_TRACEABLE',
    'expected only tensor operations in a traced function, got a run of another graph',
    { remedy: 'Call the other function itself in place of its graph.' },
  );
}

type Kernels = Pick<NativeBackend, 'executeSingleOutput' | 'executeMultipleOutputs' | 'readSync'>;

/** Puts methods before the backend's own and hands those out. */
function interceptKernels(backend: NativeBackend, methods: Kernels) {
  assertNotTracing();
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

/** @throws AppError NOT_TRACEABLE for text and complex numbers */
export function numericType({ dtype }: Tf.Tensor): TracedType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype;
  throw new AppError(
    'NOT_TRACEABLE',
    `expected tensors of float32, int32 or bool in a traced function, got ${dtype}`,
    { remedy: 'Convert it before the run and feed the result.' },
  );
}

function readConstant(tensor: Tf.Tensor, data: ReturnType<Kernels['readSync']>): TypedTensor {
  const { shape } = tensor;
  const dtype = numericType(tensor);
  const values = data as TypedTensor['data'];
  const isUniform = values.every((value) => value === values[0]);
  if (!isUniform && values.byteLength > maxConstantBytes) {
    throw new AppError(
      'NOT_TRACEABLE',
      `expected constants of at most ${maxConstantBytes} bytes in a traced function, got [${shape.join(', ')}]`,
      { remedy: 'Make it a variable of the function, or feed it.' },
    );
  }
  return { dtype, shape, data: values };
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
