/** Size and pixel layout of a bitmap file. */
export interface BmpHeader {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Rows from the top down; by default the last row comes first. */
  readonly topDown: boolean;
  readonly bitsPerPixel: number;
  /** Where the pixels begin. */
  readonly offset: number;
  /** Colours of a palette, 4 bytes each (blue, green, red, unused). */
  readonly palette: Uint8Array;
  /** A row is filled up to 4 bytes. */
  readonly rowBytes: number;
}

const fileHeaderBytes = 14;
const minHeaderBytes = 40;
const depths = [1, 8, 24, 32];

export function isBmp(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

/**
 * Reads the header of an uncompressed bitmap (BITMAPINFOHEADER and its successors) of 1, 8, 24 or 32
 * bits a pixel, and checks that the file holds all of its pixels.
 *
 * @throws Error saying what else it is
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < fileHeaderBytes + minHeaderBytes) throw new Error('a bitmap cut short');
  const headerBytes = view.getUint32(14, true);
  if (headerBytes < minHeaderBytes) throw new Error(`a bitmap header of ${headerBytes} bytes`);
  const [widthPx, signedHeight] = [view.getInt32(18, true), view.getInt32(22, true)];
  const [bitsPerPixel, compression] = [view.getUint16(28, true), view.getUint32(30, true)];
  if (!depths.includes(bitsPerPixel)) throw new Error(`a bitmap of ${bitsPerPixel} bits a pixel`);
  if (compression !== 0) throw new Error(`a bitmap with compression ${compression}`);
  const heightPx = Math.abs(signedHeight);
  if (widthPx <= 0 || heightPx === 0) throw new Error(`a bitmap of ${widthPx}x${heightPx} pixels`);
  const offset = view.getUint32(10, true);
  const rowBytes = Math.ceil((widthPx * bitsPerPixel) / 32) * 4;
  if (bytes.length < offset + rowBytes * heightPx) throw new Error('a bitmap cut short');
  const colours = bitsPerPixel > 8 ? 0 : view.getUint32(46, true) || 2 ** bitsPerPixel;
  const start = fileHeaderBytes + headerBytes;
  const palette = bytes.subarray(start, Math.min(offset, start + 4 * colours));
  return { widthPx, heightPx, topDown: signedHeight < 0, bitsPerPixel, offset, palette, rowBytes };
}

/**
 * Decodes a bitmap. An alpha channel is left out, as most programs do.
 *
 * @returns uint8 [height, width, 3], RGB
 * @throws Error when it is no bitmap that can be read, or a pixel is not in its palette
 */
export function decodeBmp(bytes: Uint8Array): Uint8Array {
  const header = readBmpHeader(bytes);
  const { widthPx, heightPx, topDown, offset, rowBytes } = header;
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0, at = 0; y < heightPx; y++) {
    const row = offset + (topDown ? y : heightPx - 1 - y) * rowBytes;
    for (let x = 0; x < widthPx; x++, at += 3) {
      const [colours, from] = colourAt(bytes, header, row, x);
      pixels[at] = colours[from + 2] as number;
      pixels[at + 1] = colours[from + 1] as number;
      pixels[at + 2] = colours[from] as number;
    }
  }
  return pixels;
}

/** Where blue, green and red of a pixel stand. */
function colourAt(
  bytes: Uint8Array,
  { bitsPerPixel, palette }: BmpHeader,
  row: number,
  x: number,
): readonly [Uint8Array, number] {
  if (bitsPerPixel > 8) return [bytes, row + (x * bitsPerPixel) / 8];
  const byte = bytes[row + (bitsPerPixel === 8 ? x : x >> 3)] as number;
  const index = bitsPerPixel === 8 ? byte : (byte >> (7 - (x & 7))) & 1;
  if (4 * index + 3 > palette.length) throw new Error(`colour ${index} is not in the palette`);
  return [palette, 4 * index];
}
