import sharp from 'sharp';
import { expect, it } from 'vitest';
import { drawExplanation } from './draw-explanation.js';
import { heatColour } from './heat-colours.js';

const sizePx = 64;
const pixels = new Uint8Array(sizePx * sizePx * 3).fill(128);
const heat = Float32Array.from({ length: sizePx * sizePx }, (_, at) => (at % sizePx) / 10);
const mask = Uint8Array.from({ length: sizePx * sizePx }, (_, at) => {
  const [x, y] = [at % sizePx, Math.floor(at / sizePx)];
  return x >= 16 && x < 48 && y >= 16 && y < 48 ? 255 : 0;
});

async function readPicture(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x)).subarray(0, 3)];
  return { at, width: info.width, height: info.height };
}

it('shows the photograph, the map on its scale, and the outline of the lesion', async () => {
  const caption = 'true mel · predicted nv 83 %';
  const png = await drawExplanation({ pixels, sizePx, heat, mask, caption });
  expect(await sharp(png).metadata()).toMatchObject({ format: 'png' });
  const { at, width, height } = await readPicture(png);
  // Two panels of 192 with margins of 8, the scale and its labels on the right, the caption below.
  expect(width).toBe(2 * 192 + 4 * 8 + 56);
  expect(height).toBeGreaterThan(192 + 3 * 8);
  expect(at(8 + 5, 8 + 5)).toEqual([128, 128, 128]);
  expect(at(8 + 48, 8 + 96)).toEqual([0, 229, 255]);
  expect(at(8 + 96, 8 + 96)).toEqual([128, 128, 128]);
  const [cold, hot] = [at(200 + 8 + 1, 12), at(200 + 8 + 190, 12)];
  const blend = (value: number) =>
    [...heatColour(value)].map((c) => Math.floor(0.4 * 128 + 0.6 * c));
  for (const [i, value] of blend(0).entries())
    expect(Math.abs((cold[i] ?? 0) - value)).toBeLessThan(2);
  for (const [i, value] of blend(1).entries())
    expect(Math.abs((hot[i] ?? 0) - value)).toBeLessThan(2);
  expect(at(2 * 192 + 3 * 8 + 3, 8)).toEqual([...heatColour(1)]);
  expect(at(2 * 192 + 3 * 8 + 3, 8 + 191)).toEqual([...heatColour(0)]);
  const captionPixels = Array.from({ length: 150 }, (_, x) => at(8 + x, 192 + 16 + 6)[0] ?? 255);
  expect(Math.min(...captionPixels)).toBeLessThan(100);
});

it('draws an empty map and an unknown lesion', async () => {
  const empty = new Float32Array(heat.length);
  const png = await drawExplanation({
    pixels,
    sizePx,
    heat: empty,
    mask: null,
    caption: 'a < b & c',
  });
  const { at } = await readPicture(png);
  expect(at(8 + 48, 8 + 96)).toEqual([128, 128, 128]);
});

it('becomes lighter from 0 to 1 in even steps', () => {
  const lightness = Array.from({ length: 11 }, (_, i) => {
    const [r = 0, g = 0, b = 0] = heatColour(i / 10);
    const linear = (c: number) => ((c / 255 + 0.055) / 1.055) ** 2.4;
    const y = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    return 116 * Math.cbrt(y) - 16;
  });
  const rises = lightness.slice(1).map((value, i) => value - (lightness[i] ?? NaN));
  expect(Math.min(...rises)).toBeGreaterThan(5);
  expect(Math.max(...rises)).toBeLessThan(15);
});
