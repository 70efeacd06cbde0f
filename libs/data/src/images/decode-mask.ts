import sharp from 'sharp';
import type { ImageWindow } from '../region/mask-shape.js';
import { asUnreadable, toPixels } from './decoder.js';
import { readMask } from './read-mask.js';

/**
 * Decodes the mask of a region to a square, squeezed as the photograph is.
 *
 * @param window the part of it to decode; all of it when left out
 * @returns uint8 [sizePx, sizePx]: 255 on the region, 0 elsewhere
 * @throws AppError IMAGE_UNREADABLE
 */
export async function decodeMask(
  bytes: Uint8Array,
  sizePx: number,
  name: string,
  window?: ImageWindow,
): Promise<Uint8Array> {
  const { levels, widthPx, heightPx } = await readMask(bytes, name);
  return asUnreadable(name, async () => {
    const opened = sharp(levels, { raw: { width: widthPx, height: heightPx, channels: 1 } });
    const whole = window ? opened.extract(await toPixels(bytes, window)) : opened;
    const grey = await whole
      .toColourspace('b-w')
      .resize(sizePx, sizePx, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return grey.map((value) => (value >= 128 ? 255 : 0));
  });
}
