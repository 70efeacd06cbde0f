import { asUnreadable, openImage } from './decoder.js';

/**
 * Decodes the mask of a lesion to a square, squeezed as the photograph is.
 *
 * @returns uint8 [sizePx, sizePx]: 255 on the lesion, 0 elsewhere
 * @throws AppError IMAGE_UNREADABLE
 */
export async function decodeMask(
  bytes: Uint8Array,
  sizePx: number,
  name: string,
): Promise<Uint8Array> {
  return asUnreadable(name, async () => {
    const grey = await openImage(bytes)
      .removeAlpha()
      .toColourspace('b-w')
      .resize(sizePx, sizePx, { fit: 'fill', kernel: 'linear' })
      .raw({ depth: 'uchar' })
      .toBuffer();
    return grey.map((value) => (value >= 128 ? 255 : 0));
  });
}
