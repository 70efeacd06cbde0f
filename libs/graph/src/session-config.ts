import { MessageWriter } from './protobuf.js';

/**
 * The variable from which our binding takes a ConfigProto for its eager context and all its sessions,
 * as hexadecimal digits, when it is loaded. The binding removes it then.
 */
export const sessionConfigVariable = 'CROSSFOLD_TENSORFLOW_CONFIG';

export interface SessionConfig {
  /**
   * The most that TensorFlow takes of the memory of the one GPU that the process sees, in MiB. What
   * CUDA itself takes for a process comes on top.
   */
  readonly gpuMemoryMib: number;
}

/**
 * A ConfigProto as bytes. A virtual device has its limit whatever else is free on the GPU;
 * `per_process_gpu_memory_fraction` would count from what is there. Memory is taken as it is needed.
 *
 * Field numbers are those of tensorflow/core/protobuf/config.proto.
 */
export function encodeSessionConfig({ gpuMemoryMib }: SessionConfig): Uint8Array {
  const virtualDevice = new MessageWriter().packedFloats(1, [gpuMemoryMib]);
  const experimental = new MessageWriter().message(1, virtualDevice);
  const gpuOptions = new MessageWriter().int(4, 1).message(9, experimental);
  return new MessageWriter().message(6, gpuOptions).finish();
}
