import { open } from 'node:fs/promises';
import { extname } from 'node:path';

/** What the first bytes of a file say that it is. */
export interface ImageContent {
  readonly format: string;
  /** Whether images of the format can be read here. */
  readonly readable: boolean;
}

const headBytes = 132;

/** Endings of the formats that are read. */
const readableEndings = [
  ...['.jpg', '.jpeg', '.jpe', '.jif', '.jfif', '.pjpeg', '.pjp'],
  ...['.png', '.bmp', '.dib', '.webp', '.tif', '.tiff'],
];

/** Camera raw files begin like a TIFF, and what decodes of them is a thumbnail. */
const rawEndings = [
  ...['.dng', '.cr2', '.cr3', '.nef', '.nrw', '.arw', '.srf', '.sr2', '.orf', '.rw2', '.raf'],
  ...['.pef', '.3fr', '.iiq', '.erf', '.kdc', '.dcr', '.raw'],
];

const otherEndings: Readonly<Record<string, string>> = {
  '.heic': 'HEIC',
  '.heif': 'HEIF',
  '.avif': 'AVIF',
  '.gif': 'GIF',
  '.jxl': 'JPEG XL',
  '.jp2': 'JPEG 2000',
  '.j2k': 'JPEG 2000',
  '.jpx': 'JPEG 2000',
  '.svg': 'SVG',
  '.dcm': 'DICOM',
  '.dicom': 'DICOM',
  '.psd': 'Photoshop',
  '.ico': 'icon',
  ...Object.fromEntries(rawEndings.map((ending) => [ending, 'camera raw'])),
};

/** Whether a name ends like an image that can be read. */
export function hasImageEnding(name: string): boolean {
  return readableEndings.includes(extname(name).toLowerCase());
}

/** A file name without the ending of an image; whole when it has none. */
export function imageStem(name: string): string {
  const ending = extname(name);
  const isKnown = hasImageEnding(name) || Object.hasOwn(otherEndings, ending.toLowerCase());
  return isKnown ? name.slice(0, -ending.length) : name;
}

/**
 * What image a file is, by its first bytes; by its ending where they say nothing, so that a damaged
 * image is called one. Null for what is none. A file that cannot be opened is judged by its ending.
 */
export async function imageContentOf(path: string): Promise<ImageContent | null> {
  const ending = extname(path).toLowerCase();
  if (rawEndings.includes(ending)) return { format: 'camera raw', readable: false };
  const found = contentOf(await readHead(path));
  if (found) return found;
  if (hasImageEnding(path)) return { format: ending.slice(1), readable: true };
  const format = Object.hasOwn(otherEndings, ending) ? otherEndings[ending] : undefined;
  return format === undefined ? null : { format, readable: false };
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path).catch(() => null);
  if (!handle) return Buffer.alloc(0);
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return Buffer.alloc(0);
  } finally {
    await handle.close();
  }
}

type Signature = readonly [format: string, readable: boolean, matches: (head: Buffer) => boolean];

const signatures: readonly Signature[] = [
  ['JPEG', true, (head) => has(head, 0, 'ffd8ff')],
  ['PNG', true, (head) => has(head, 0, '89504e470d0a1a0a')],
  ['WebP', true, (head) => text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === 'WEBP'],
  ['TIFF', true, (head) => ['49492a00', '4d4d002a', '49492b00', '4d4d002b'].some(begins(head))],
  ['BMP', true, (head) => text(head, 0, 2) === 'BM' && isBmpHeader(head)],
  ['GIF', false, (head) => text(head, 0, 4) === 'GIF8'],
  ['DICOM', false, (head) => text(head, 128, 4) === 'DICM'],
  ['JPEG 2000', false, (head) => has(head, 4, '6a5020200d0a870a') || has(head, 0, 'ff4fff51')],
  ['JPEG XL', false, (head) => has(head, 4, '4a584c20') || has(head, 0, 'ff0a')],
  ['AVIF', false, (head) => text(head, 4, 8) === 'ftypavif'],
  ['HEIC', false, (head) => /^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(text(head, 4, 8))],
  ['Photoshop', false, (head) => text(head, 0, 4) === '8BPS'],
];

function contentOf(head: Buffer): ImageContent | null {
  const found = signatures.find(([, , matches]) => matches(head));
  return found ? { format: found[0], readable: found[1] } : null;
}

function has(head: Buffer, at: number, hex: string): boolean {
  return head.subarray(at, at + hex.length / 2).toString('hex') === hex;
}

function begins(head: Buffer): (hex: string) => boolean {
  return (hex) => has(head, 0, hex);
}

function text(head: Buffer, at: number, length: number): string {
  return head.subarray(at, at + length).toString('latin1');
}

/** Two letters alone would take a text for a bitmap: the size of its second header is known too. */
function isBmpHeader(head: Buffer): boolean {
  return head.length >= 18 && [12, 40, 52, 56, 64, 108, 124].includes(head.readUInt32LE(14));
}
