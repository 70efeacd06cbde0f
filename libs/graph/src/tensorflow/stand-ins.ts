import type { NativeBackend, Tf } from './backend.js';

/** Below this a tensor costs too little to be worth replacing. */
const smallestBytes = 2 ** 16;

export interface StandIns {
  /** Takes the memory of a tensor away; its shape stays, its values become zeros. */
  replace(tensor: Tf.Tensor): void;
  /** The same again for those that were uploaded because a kernel has read them. */
  release(tensors: readonly Tf.Tensor[]): void;
}

/**
 * For tensors whose values nobody will read: only their shape counts. All of them stand on the same
 * zeros, so that recording a step needs no more memory than its largest kernel, where running it
 * kernel by kernel keeps every feature map until the end.
 */
export function createStandIns(backend: NativeBackend): StandIns {
  const replaced = new Set<object>();
  let zeros = new ArrayBuffer(0);

  function zerosOf(bytes: number): ArrayBuffer {
    if (zeros.byteLength < bytes) zeros = new ArrayBuffer(bytes);
    return zeros;
  }

  function zeroValues(dtype: number, size: number) {
    switch (dtype) {
      case backend.binding.TF_FLOAT:
        return new Float32Array(zerosOf(4 * size), 0, size);
      case backend.binding.TF_INT32:
        return new Int32Array(zerosOf(4 * size), 0, size);
      case backend.binding.TF_BOOL:
        return new Uint8Array(zerosOf(size), 0, size);
      default:
        return null;
    }
  }

  function replace({ dataId, size }: Tf.Tensor): void {
    const entry = backend.tensorMap.get(dataId);
    const values = 4 * size < smallestBytes || entry.id < 0 ? null : zeroValues(entry.dtype, size);
    if (values === null) return;
    backend.binding.deleteTensor(entry.id);
    entry.id = -1;
    entry.values = values;
    replaced.add(dataId);
  }

  return {
    replace,
    release(tensors) {
      for (const tensor of tensors) if (replaced.has(tensor.dataId)) replace(tensor);
    },
  };
}
