import { AppError } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { describe, expect, it } from 'vitest';
import {
  decodeSafetensors,
  encodeSafetensors,
  readSafetensorsMetadata,
  safetensorsHeadBytes,
} from './safetensors.js';

const tensors: TensorMap = new Map([
  ['b/kernel', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 0, 1e-38, 1e38) }],
  ['a/bias', { shape: [1], data: Float32Array.of(7) }],
  ['empty', { shape: [0], data: new Float32Array(0) }],
]);

function fileWith(header: unknown, body = 8): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const file = Buffer.alloc(8 + json.length + body);
  file.writeBigUInt64LE(BigInt(json.length), 0);
  json.copy(file, 8);
  return file;
}

describe('safetensors', () => {
  it('gives back what was written', () => {
    const file = encodeSafetensors({ tensors, metadata: { state: '{"epoch":3}' } });
    const decoded = decodeSafetensors(file, 'test');
    expect(decoded.metadata).toEqual({ state: '{"epoch":3}' });
    expect(new Map([...decoded.tensors].sort())).toEqual(new Map([...tensors].sort()));
  });

  it('gives the texts of a head alone, and says how long it is', () => {
    const metadata = { state: '{"epoch":3}' };
    const file = encodeSafetensors({ tensors, metadata });
    const end = safetensorsHeadBytes(file.subarray(0, 8), 'test');
    expect(end).toBeLessThan(file.length);
    expect(readSafetensorsMetadata(file.subarray(0, end), 'test')).toEqual(metadata);
    expect(() => readSafetensorsMetadata(file.subarray(0, end - 1), 'test')).toThrow(AppError);
    expect(() => safetensorsHeadBytes(Buffer.alloc(8, 255), 'test')).toThrow(AppError);
  });

  it('has equal bytes for equal contents in another order', () => {
    const turned = new Map([...tensors].reverse());
    const metadata = {};
    expect(encodeSafetensors({ tensors: turned, metadata })).toEqual(
      encodeSafetensors({ tensors, metadata }),
    );
  });

  const tensor = (offsets: number[], shape = [1], dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: offsets,
  });
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(1n << 60n, 0);

  it.each([
    ['an empty file', Buffer.alloc(0)],
    ['a header of 2^60 bytes', huge],
    ['a header that is no JSON', fileWith('{"a":')],
    ['a header that is a list', fileWith([])],
    ['a range beyond the end', fileWith({ a: tensor([0, 400], [100]) })],
    ['a range that does not fit the shape', fileWith({ a: tensor([0, 4], [2]) })],
    ['overlapping ranges', fileWith({ a: tensor([0, 8], [2]), b: tensor([4, 8]) })],
    ['a negative offset', fileWith({ a: tensor([-4, 0]) })],
    ['a shape whose product overflows', fileWith({ a: tensor([0, 8], [2 ** 52, 2 ** 52]) })],
    ['another dtype', fileWith({ a: tensor([0, 8], [1], 'F64') })],
    ['an entry that is null', fileWith({ a: null })],
    ['metadata that are null', fileWith({ __metadata__: null })],
    ['metadata that are no texts', fileWith({ __metadata__: { state: [] } })],
  ])('refuses %s', (_, file) => {
    expect(() => decodeSafetensors(file, 'test')).toThrow(AppError);
  });

  it('refuses every truncation', () => {
    const file = encodeSafetensors({ tensors, metadata: {} });
    for (let length = 0; length < file.length; length += 5) {
      expect(() => decodeSafetensors(file.subarray(0, length), 'test')).toThrow(AppError);
    }
  });
});
