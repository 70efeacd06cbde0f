import { AppError } from '@crossfold/contracts';
import type { HostTensor } from '@crossfold/graph';

/*
 * NumPy's .npy format: a magic string, a version, the length of the header (u16 in version 1, u32 in
 * versions 2 and 3), a Python dictionary with dtype, order and shape, and the values.
 */

const magic = Buffer.from('\x93NUMPY', 'latin1');
/** Width of the header's length by version. */
const lengthBytes: Readonly<Record<number, number>> = { 1: 2, 2: 4, 3: 4 };
/** More than the header of any array needs. */
const maxHeaderBytes = 65_536;
const alignment = 64;

/** float32, little-endian, C order, version 1. */
export function encodeNpy({ shape, data }: HostTensor): Uint8Array {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`;
  const prefix = magic.length + 2 + 2;
  const unpadded = prefix + dictionary.length + 1;
  const total = Math.ceil(unpadded / alignment) * alignment;
  const file = Buffer.alloc(total + data.byteLength, ' ');
  magic.copy(file);
  file.set([1, 0], magic.length);
  file.writeUInt16LE(total - prefix, magic.length + 2);
  file.write(dictionary, prefix, 'latin1');
  file.write('\n', total - 1, 'latin1');
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), total);
  return file;
}

/**
 * @param what names the file in errors
 * @throws AppError REQUEST_INVALID for anything but a whole float32 array in C order
 */
export function decodeNpy(file: Uint8Array, what: string): HostTensor {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const { header, bodyStart } = readHeader(bytes, what);
  const descr = field(header, 'descr', /'([^']*)'/, what);
  if (descr !== '<f4') throw invalid(what, "dtype '<f4' (float32, little-endian)", `'${descr}'`);
  const order = field(header, 'fortran_order', /(True|False)/, what);
  if (order !== 'False') throw invalid(what, 'C order', 'Fortran order');
  const shape = parseShape(field(header, 'shape', /\(([\d\s,]*)\)/, what));
  const length = shape.reduce((product, side) => product * side, 1);
  const body = bytes.subarray(bodyStart);
  if (body.length !== 4 * length) {
    throw invalid(what, `${4 * length} bytes for shape (${shape.join(', ')})`, `${body.length}`);
  }
  const data = new Float32Array(length);
  new Uint8Array(data.buffer).set(body);
  return { shape, data };
}

function readHeader(bytes: Buffer, what: string): { header: string; bodyStart: number } {
  if (!bytes.subarray(0, magic.length).equals(magic)) {
    throw invalid(what, 'the beginning of a .npy file', 'other bytes');
  }
  const version = bytes[magic.length] ?? 0;
  const width = lengthBytes[version];
  if (width === undefined) throw invalid(what, 'version 1, 2 or 3 of the format', `${version}`);
  const start = magic.length + 2 + width;
  if (bytes.length < start) throw invalid(what, 'a header', 'the end of the file');
  const length = bytes.readUIntLE(magic.length + 2, width);
  if (length > Math.min(maxHeaderBytes, bytes.length - start)) {
    throw invalid(what, `a header within ${bytes.length} bytes`, `${length} header bytes`);
  }
  const bodyStart = start + length;
  return { header: bytes.toString('latin1', start, bodyStart), bodyStart };
}

function field(header: string, key: string, value: RegExp, what: string): string {
  const found = new RegExp(`'${key}'\\s*:\\s*${value.source}`).exec(header)?.[1];
  if (found !== undefined) return found;
  throw invalid(what, `'${key}' in the header`, JSON.stringify(header.trim().slice(0, 100)));
}

function parseShape(tuple: string): number[] {
  return tuple
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number);
}

function invalid(what: string, expected: string, got: string): AppError {
  return new AppError('REQUEST_INVALID', `expected ${expected} for ${what}, got ${got}`, {
    remedy: 'Save it with numpy.save as a C-ordered float32 array.',
  });
}
