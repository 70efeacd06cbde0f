import sharp from 'sharp';
import { decodeSquare } from './decoder.js';

export interface ContactSheetOptions {
  /** Encoded images of each row; rows may have different lengths. */
  readonly rows: readonly (readonly Uint8Array[])[];
  /** Side of a picture. */
  readonly tilePx: number;
}

const gapPx = 4;
const most = { tiles: 2000, tilePx: 512 } as const;

/**
 * Draws pictures in rows on white: a look at a data set.
 *
 * @returns a PNG
 * @throws RangeError for too many or too large pictures; AppError IMAGE_UNREADABLE
 */
export async function drawContactSheet({ rows, tilePx }: ContactSheetOptions): Promise<Buffer> {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  if (columns === 0 || columns * rows.length > most.tiles || tilePx > most.tilePx) {
    throw new RangeError(
      `expected 1 … ${most.tiles} pictures of at most ${most.tilePx} px for a contact sheet, got ${rows.length} rows of ${columns} of ${tilePx} px`,
    );
  }
  const step = tilePx + gapPx;
  const [width, height] = [columns * step + gapPx, rows.length * step + gapPx];
  const sheet = Buffer.alloc(width * height * 3, 255);
  for (const [y, row] of rows.entries()) {
    for (const [x, bytes] of row.entries()) {
      const tile = await decodeSquare(bytes, tilePx, `picture ${x} of row ${y}`);
      for (let line = 0; line < tilePx; line++) {
        const to = ((gapPx + y * step + line) * width + gapPx + x * step) * 3;
        sheet.set(tile.subarray(line * tilePx * 3, (line + 1) * tilePx * 3), to);
      }
    }
  }
  return sharp(sheet, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}
