import { readFile } from 'node:fs/promises';
import { sha256 } from '@crossfold/contracts';
import { isBmp, readBmpHeader } from '../bmp.js';

export interface MaskFile {
  readonly sha256: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');
const pngEnd = Buffer.from('0000000049454e44ae426082', 'hex');

/**
 * Hash and size of a mask: of a bitmap, or of a PNG from its first and last chunk (PNG specification, 5.6 and 11.2); a
 * file that is cut short lacks the last. Its pixels are not decoded here.
 *
 * @returns the mask, or what is wrong with it
 */
export async function readMaskFile(path: string): Promise<MaskFile | string> {
  const bytes = await readFile(path);
  if (isBmp(bytes)) return bmpMask(bytes);
  if (bytes.length < 45 || !bytes.subarray(0, 8).equals(pngSignature)) return 'is no PNG or bitmap';
  if (!bytes.subarray(-12).equals(pngEnd)) return 'is cut short';
  return {
    sha256: sha256(bytes),
    widthPx: bytes.readUInt32BE(16),
    heightPx: bytes.readUInt32BE(20),
  };
}

function bmpMask(bytes: Uint8Array): MaskFile | string {
  try {
    const { widthPx, heightPx } = readBmpHeader(bytes);
    return { sha256: sha256(bytes), widthPx, heightPx };
  } catch (error) {
    return `is ${error instanceof Error ? error.message : String(error)}`;
  }
}
