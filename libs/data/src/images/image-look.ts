import { asUnreadable, openImage } from './decoder.js';
import { lookOfPixels, lookSidePx, type ImageLook } from '../audit/image-look.js';

/**
 * How an image looks, for finding copies of it that were changed.
 *
 * @throws AppError IMAGE_UNREADABLE
 */
export async function readImageLook(bytes: Uint8Array, name: string): Promise<ImageLook> {
  const pixels = await asUnreadable(name, () =>
    openImage(bytes)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(lookSidePx, lookSidePx, { fit: 'fill' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  return lookOfPixels(pixels);
}
