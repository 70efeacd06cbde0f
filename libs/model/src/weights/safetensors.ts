import { AppError, visibleText } from '@crossfold/contracts';
import type { HostTensor, TensorMap } from '@crossfold/graph';

/*
 * The safetensors format: the length of the header (u64, little-endian), a JSON header with dtype,
 * shape and byte range of each tensor, and the bytes. Used for weights and checkpoints: it holds no
 * code, needs no library to read, and other frameworks read it too.
 */

/** More than any network's header needs; a longer one is an attack or damage. */
const maxHeaderBytes = 16 * 1024 * 1024;

export interface SafetensorsFile {
  readonly tensors: TensorMap;
  /** Free text beside the tensors. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Tensors in order of name, so that equal contents have equal bytes.
 *
 * @param allocate gives memory for so many bytes, all of which are written; by default new memory
 */
export function encodeSafetensors(
  { tensors, metadata }: SafetensorsFile,
  // Not zeroed: there may be hundreds of millions.
  allocate: (bytes: number) => Buffer = (bytes) => Buffer.allocUnsafe(bytes),
): Uint8Array {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of sorted) {
    const end = offset + data.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const file = allocate(8 + padded + offset);
  file.writeBigUInt64LE(BigInt(padded), 0);
  file.fill(' ', 8, 8 + padded);
  json.copy(file, 8);
  let at = 8 + padded;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

/** Bytes of one value, by the names of the format. */
const dtypeBytes: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

/**
 * @param what names the file in errors
 * @param isWanted picks the tensors to read, which must be float32; the others are checked only
 * @throws AppError OBJECT_CORRUPT for a file that is not well-formed, whatever is wanted of it
 */
export function decodeSafetensors(
  file: Uint8Array,
  what: string,
  isWanted: (name: string) => boolean = () => true,
): SafetensorsFile {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const bodyStart = 8 + headerLength(bytes, what);
  const header = parseHeader(bytes.subarray(8, bodyStart), what);
  const tensors = new Map<string, HostTensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = checkMetadata(entry, what);
    else {
      const range = checkEntry(bytes.subarray(bodyStart), name, entry, what);
      if (isWanted(name)) tensors.set(name, readTensor(range, name, what));
    }
  }
  assertNoOverlap(header, what);
  return { tensors, metadata };
}

/** Bytes that come before the tensors, told by the first eight. */
export function safetensorsHeadBytes(file: Uint8Array, what: string): number {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return 8 + headerLength(bytes, what, maxHeaderBytes);
}

/** The texts of a file of which the head at least is there. */
export function readSafetensorsMetadata(
  head: Uint8Array,
  what: string,
): SafetensorsFile['metadata'] {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const header = parseHeader(bytes.subarray(8, 8 + headerLength(bytes, what)), what);
  return checkMetadata(header['__metadata__'] ?? {}, what);
}

function headerLength(bytes: Buffer, what: string, most = bytes.length - 8): number {
  const length = bytes.length < 8 ? null : bytes.readBigUInt64LE(0);
  if (length === null || length > BigInt(Math.min(maxHeaderBytes, most))) {
    throw corrupt(
      what,
      `a header within ${bytes.length} bytes`,
      length === null ? 'no header' : 'a longer one',
    );
  }
  return Number(length);
}

function parseHeader(json: Buffer, what: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(json.toString('utf8'));
    if (header !== null && typeof header === 'object' && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch {
    // Falls through to the one error for all malformed headers.
  }
  throw corrupt(what, 'a JSON object as header', 'something else');
}

function checkMetadata(entry: unknown, what: string): Record<string, string> {
  const isPlain = entry !== null && typeof entry === 'object' && !Array.isArray(entry);
  if (isPlain && Object.values(entry).every((value) => typeof value === 'string')) {
    return entry as Record<string, string>;
  }
  throw corrupt(what, 'texts as metadata', 'something else');
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

interface StoredRange {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

function checkEntry(body: Buffer, name: string, entry: unknown, what: string): StoredRange {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Partial<Entry>;
  const width = typeof dtype === 'string' ? dtypeBytes[dtype] : undefined;
  if (dtype === undefined || width === undefined) {
    throw corrupt(what, `a known dtype of ${shown(name)}`, 'another');
  }
  if (!isShape(shape) || !isShape(offsets) || offsets.length !== 2) {
    throw corrupt(what, `shape and data_offsets of ${shown(name)}`, 'something else');
  }
  const [start, end] = offsets as [number, number];
  const length = shape.reduce((product, side) => product * side, 1);
  if (end > body.length || end - start !== width * length) {
    const expected = `${width * length} bytes of ${shown(name)} within the file`;
    throw corrupt(what, expected, `${start}–${end}`);
  }
  return { dtype, shape, bytes: body.subarray(start, end) };
}

function readTensor({ dtype, shape, bytes }: StoredRange, name: string, what: string): HostTensor {
  if (dtype !== 'F32') throw corrupt(what, `dtype F32 of ${shown(name)}`, dtype);
  // A copy: the range need not be aligned to four bytes.
  const data = new Float32Array(bytes.length / 4);
  new Uint8Array(data.buffer).set(bytes);
  return { shape, data };
}

function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0);
}

function assertNoOverlap(header: Record<string, unknown>, what: string): void {
  const ranges = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => ({ name, range: (entry as Entry).data_offsets }))
    .sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
  for (const [index, { name, range }] of ranges.entries()) {
    const next = ranges[index + 1];
    if (next && next.range[0] < range[1]) {
      throw corrupt(
        what,
        'byte ranges that do not overlap',
        `${shown(name)} and ${shown(next.name)}`,
      );
    }
  }
}

/** A name out of the file, which may hold anything. */
function shown(name: string): string {
  return visibleText(name).slice(0, 200);
}

function corrupt(what: string, expected: string, got: string): AppError {
  return new AppError('OBJECT_CORRUPT', `expected ${expected} for ${what}, got ${got}`);
}
