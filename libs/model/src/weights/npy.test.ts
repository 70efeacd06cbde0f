import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy } from './npy.js';

function fileWith(header: string, body = 4, version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  const start = Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, 'latin1');
  return Buffer.concat([start, length, Buffer.from(header, 'latin1'), Buffer.alloc(body)]);
}

const header = (shape: string, descr = '<f4', order = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }\n`;

describe('npy', () => {
  it.each([{ shape: [] }, { shape: [3] }, { shape: [2, 1, 2] }, { shape: [0, 4] }])(
    'gives back what was written, shape $shape',
    ({ shape }) => {
      const length = shape.reduce((product, side) => product * side, 1);
      const tensor = { shape, data: Float32Array.from({ length }, (_, i) => i / 3 - 1) };
      const file = encodeNpy(tensor);
      expect((file.length - 4 * length) % 64).toBe(0);
      expect(decodeNpy(file, 'test')).toEqual(tensor);
    },
  );

  it('reads version 2', () => {
    expect(decodeNpy(fileWith(header('(1,)'), 4, 2), 'test').shape).toEqual([1]);
  });

  it.each([
    ['nothing', Buffer.alloc(0), /beginning of a .npy/],
    ['another format', Buffer.from('PK\x03\x04 and more'), /beginning of a .npy/],
    ['version 9', fileWith(header('(1,)'), 4, 9), /version 1, 2 or 3/],
    ['float64', fileWith(header('(1,)', '<f8'), 8), /'<f8'/],
    ['big-endian values', fileWith(header('(1,)', '>f4')), /'>f4'/],
    ['Fortran order', fileWith(header('(1,)', '<f4', 'True')), /Fortran order/],
    ['a missing shape', fileWith("{'descr': '<f4', 'fortran_order': False}"), /'shape'/],
    ['a negative shape', fileWith(header('(-1,)')), /'shape'/],
    ['a shape beyond all bytes', fileWith(header('(4294967296, 4294967296)')), /bytes for shape/],
    ['too many bytes', fileWith(header('(1,)'), 5), /4 bytes for shape/],
    ['pickled objects', fileWith(header('(1,)', '|O')), /'\|O'/],
  ])('refuses %s, by name', (_, file, message) => {
    expect(() => decodeNpy(file, 'x.npy')).toThrow(AppError);
    expect(() => decodeNpy(file, 'x.npy')).toThrow(message);
    expect(() => decodeNpy(file, 'x.npy')).toThrow(/x\.npy/);
  });

  it('refuses every truncation', () => {
    const file = encodeNpy({ shape: [2], data: Float32Array.of(1, 2) });
    for (let length = 0; length < file.length; length++) {
      expect(() => decodeNpy(file.subarray(0, length), 'test')).toThrow(AppError);
    }
  });
});
