import { sha256 } from '@crossfold/contracts';

/** One float32 tensor on the host, row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Named tensors on the host: what checkpoints hold and what training sessions exchange. */
export type TensorMap = ReadonlyMap<string, HostTensor>;

/** SHA-256 over names, shapes and values in order of name. */
export function hashTensors(tensors: TensorMap): string {
  const lines = [...tensors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { shape, data }]) => {
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      return `${name} [${shape.join(',')}] ${sha256(bytes)}`;
    });
  return sha256(lines.join('\n'));
}
