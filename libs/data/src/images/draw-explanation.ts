import sharp from 'sharp';
import { drawText } from './draw-text.js';
import { heatColour } from './heat-colours.js';

export interface ExplanationPicture {
  /** uint8 [sizePx, sizePx, 3], RGB */
  readonly pixels: Uint8Array;
  readonly sizePx: number;
  /** [sizePx, sizePx], at least 0; the highest value is the top of the scale. */
  readonly heat: Float32Array;
  /** [sizePx, sizePx], 0 outside the region; null where it is not known. */
  readonly mask: Uint8Array | null;
  /** Below the pictures: what the model said, what is true. */
  readonly caption: string;
}

/** Small pictures are enlarged to at least this side, by a whole factor. */
const minPanelPx = 192;
const gapPx = 8;
const barPx = 12;
const legendPx = 56;
/** Of the heat over the grey photograph: as even as the scale beside it. */
const heatShare = 0.6;
const outline = [0, 229, 255] as const;

/**
 * Draws a photograph, beside it the same in grey under a heat map, a colour scale from 0 to the
 * highest value, and a caption. The region is outlined on both where it is known.
 *
 * @returns a PNG
 */
export async function drawExplanation(picture: ExplanationPicture): Promise<Buffer> {
  const factor = Math.max(1, Math.ceil(minPanelPx / picture.sizePx));
  const panelPx = factor * picture.sizePx;
  const widthPx = 2 * panelPx + 4 * gapPx + legendPx;
  const caption = await drawText(picture.caption, widthPx - 2 * gapPx);
  const top = await drawText('high', legendPx);
  const bottom = await drawText('0', legendPx);
  const heightPx = panelPx + 3 * gapPx + caption.heightPx;
  const barLeft = 2 * panelPx + 3 * gapPx;
  const labelLeft = barLeft + barPx + 4;
  const parts = [
    { ...raw(photoPanel(picture, factor), panelPx, panelPx), left: gapPx, top: gapPx },
    { ...raw(heatPanel(picture, factor), panelPx, panelPx), left: panelPx + 2 * gapPx, top: gapPx },
    { ...raw(colourBar(panelPx), barPx, panelPx), left: barLeft, top: gapPx },
    { input: top.input, left: labelLeft, top: gapPx },
    { input: bottom.input, left: labelLeft, top: gapPx + panelPx - bottom.heightPx },
    { input: caption.input, left: gapPx, top: panelPx + 2 * gapPx },
  ];
  return sharp({
    create: { width: widthPx, height: heightPx, channels: 3, background: '#ffffff' },
  })
    .composite(parts)
    .removeAlpha()
    .png({ compressionLevel: 9 })
    .toBuffer();
}

function raw(bytes: Uint8Array, width: number, height: number) {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { input, raw: { width, height, channels: 3 as const } };
}

function photoPanel({ pixels, sizePx, mask }: ExplanationPicture, factor: number): Uint8Array {
  return paintPanel(sizePx, factor, mask, (at) => pixels.subarray(3 * at, 3 * at + 3));
}

function heatPanel({ pixels, sizePx, mask, heat }: ExplanationPicture, factor: number): Uint8Array {
  const highest = heat.reduce((most, value) => Math.max(most, value), 0);
  return paintPanel(sizePx, factor, mask, (at) => {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(3 * at, 3 * at + 3);
    const grey = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    const colour = heatColour(highest === 0 ? 0 : (heat[at] as number) / highest);
    return Array.from(colour, (value) => (1 - heatShare) * grey + heatShare * value);
  });
}

/** Every pixel `factor` times enlarged, and the border of the mask over them. */
function paintPanel(
  sizePx: number,
  factor: number,
  mask: Uint8Array | null,
  colourOf: (at: number) => ArrayLike<number>,
): Uint8Array {
  const side = factor * sizePx;
  const panel = new Uint8Array(side * side * 3);
  const isInside = (x: number, y: number) =>
    mask !== null && mask[Math.floor(y / factor) * sizePx + Math.floor(x / factor)] !== 0;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const isBorder =
        isInside(x, y) &&
        !(isInside(x - 1, y) && isInside(x + 1, y) && isInside(x, y - 1) && isInside(x, y + 1));
      const at = Math.floor(y / factor) * sizePx + Math.floor(x / factor);
      panel.set(isBorder ? outline : colourOf(at), 3 * (y * side + x));
    }
  }
  return panel;
}

/** The highest value at the top. */
function colourBar(heightPx: number): Uint8Array {
  const bar = new Uint8Array(barPx * heightPx * 3);
  for (let at = 0; at < barPx * heightPx; at++) {
    const row = Math.floor(at / barPx);
    bar.set(heatColour(1 - row / (heightPx - 1)), 3 * at);
  }
  return bar;
}
