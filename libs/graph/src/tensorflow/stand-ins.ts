import type { DataType } from '../graph.js';
import { tf, type NativeBackend, type Tf } from './backend.js';

/** Below this a tensor costs too little to be worth replacing. */
const smallestBytes = 2 ** 16;

export interface StandIns {
  /** A tensor of zeros for an input or a variable. */
  create(dtype: TracedType, shape: readonly number[]): Tf.Tensor;
  /** Takes the memory of a tensor away; its shape stays, its values become zeros. */
  replace(tensor: Tf.Tensor): void;
  /** The same again for those that were uploaded because a kernel has read them. */
  release(tensors: readonly Tf.Tensor[]): void;
}

/** Types of tensors in TensorFlow.js that a graph can compute with. */
export type TracedType = Exclude<DataType, 'uint8'>;

/**
 * For tensors whose values nobody will read: only their shape counts. All of them stand on the same
 * zeros, so that tracing a function needs no more memory than its largest kernel, where running it
 * kernel by kernel keeps every result until the end.
 */
export function createStandIns(backend: NativeBackend): StandIns {
  const { TF_FLOAT, TF_INT32, TF_BOOL } = backend.binding;
  const typeNames = new Map<number, TracedType>([
    [TF_FLOAT, 'float32'],
    [TF_INT32, 'int32'],
    [TF_BOOL, 'bool'],
  ]);
  const replaced = new Set<object>();
  let zeros = new ArrayBuffer(0);

  function zerosOf(bytes: number): ArrayBuffer {
    if (zeros.byteLength < bytes) zeros = new ArrayBuffer(bytes);
    return zeros;
  }

  function zeroValues(dtype: TracedType, size: number) {
    switch (dtype) {
      case 'float32':
        return new Float32Array(zerosOf(4 * size), 0, size);
      case 'int32':
        return new Int32Array(zerosOf(4 * size), 0, size);
      case 'bool':
        return new Uint8Array(zerosOf(size), 0, size);
    }
  }

  function replace({ dataId, size }: Tf.Tensor): void {
    const entry = backend.tensorMap.get(dataId);
    const dtype = typeNames.get(entry.dtype);
    if (dtype === undefined || 4 * size < smallestBytes || entry.id < 0) return;
    backend.binding.deleteTensor(entry.id);
    entry.id = -1;
    entry.values = zeroValues(dtype, size);
    replaced.add(dataId);
  }

  return {
    create(dtype, shape) {
      const size = shape.reduce((product, length) => product * length, 1);
      const tensor = tf.tensor(zeroValues(dtype, size), [...shape], dtype);
      replaced.add(tensor.dataId);
      return tensor;
    },
    replace,
    release(tensors) {
      for (const tensor of tensors) if (replaced.has(tensor.dataId)) replace(tensor);
    },
  };
}
