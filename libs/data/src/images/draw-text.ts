import { createRequire } from 'node:module';
import sharp from 'sharp';

// A font of our own: a server or a container often has none, and then text is boxes.
const fontfile = createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf');

export interface TextPicture {
  /** PNG with a transparent ground. */
  readonly input: Buffer;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Draws text in black, in as many lines as it has, wrapped at a width. */
export async function drawText(text: string, widthPx: number): Promise<TextPicture> {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const { data, info } = await sharp({
    text: { text: escaped, font: 'DejaVu Sans 9', fontfile, width: widthPx, dpi: 96, rgba: true },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { input: data, widthPx: info.width, heightPx: info.height };
}
