import { AppError } from '@crossfold/contracts';
import { readMaskLevels } from '../region/mask-coding.js';
import { asUnreadable, openImage, probeImage } from './decoder.js';

export interface MaskLevels {
  /** uint8 [heightPx, widthPx], 128 and more on the region */
  readonly levels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Decodes a mask of a region at its own size, in whatever two values it is coded.
 *
 * @throws AppError IMAGE_UNREADABLE naming the file and what it has instead
 */
export async function readMask(bytes: Uint8Array, name: string): Promise<MaskLevels> {
  await probeImage(bytes, name);
  const { data, info, most } = await asUnreadable(name, () => decodeSamples(bytes));
  const { width, height, channels } = info;
  try {
    const levels = readMaskLevels({ data, channels, most });
    return { levels, widthPx: width, heightPx: height };
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected two values, one of them the region, for the mask ${name}, got: ${reason}`,
      { remedy: 'Draw the region in white on black, or remove the mask.', cause },
    );
  }
}

/** Deep samples stay as they are: a 1 of 65,535 is a region too. */
async function decodeSamples(bytes: Uint8Array) {
  const opened = openImage(bytes);
  const { depth, channels } = await opened.metadata();
  const isDeep = depth === 'ushort';
  const isGrey = channels !== undefined && channels < 3;
  const space = isGrey ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb';
  const { data, info } = await opened
    .toColourspace(space)
    .raw({ depth: isDeep ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (!isDeep) return { data, info, most: 255 };
  const samples = new Uint16Array(data.length / 2);
  new Uint8Array(samples.buffer).set(data);
  return { data: samples, info, most: 65_535 };
}
