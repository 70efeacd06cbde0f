import type { ImageWindow } from '../region/mask-shape.js';
import { asUnreadable, openImage, toPixels } from './decoder.js';

/**
 * Decodes the mask of a lesion to a square, squeezed as the photograph is.
 *
 * @param window the part of it to decode; all of it when left out
 * @returns uint8 [sizePx, sizePx]: 255 on the lesion, 0 elsewhere
 * @throws AppError IMAGE_UNREADABLE
 */
export async function decodeMask(
  bytes: Uint8Array,
  sizePx: number,
  name: string,
  window?: ImageWindow,
): Promise<Uint8Array> {
  return asUnreadable(name, async () => {
    const opened = openImage(bytes);
    const whole = window ? opened.extract(await toPixels(bytes, window)) : opened;
    const grey = await whole
      .removeAlpha()
      .toColourspace('b-w')
      .resize(sizePx, sizePx, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return grey.map((value) => (value >= 128 ? 255 : 0));
  });
}
