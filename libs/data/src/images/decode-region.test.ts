import sharp from 'sharp';
import type { RegionConfig } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { meanColour } from '../fill-pixels.js';
import { decodeMask } from './decode-mask.js';
import {
  decodeRegion,
  decodeRegionMask,
  scoreOtsuMask,
  type MaskedImage,
} from './decode-region.js';
import { decodeSquare } from './decoder.js';

const [width, height, sizePx] = [160, 120, 64];
/** A brown disc on skin that grows darker to the right, with a blot of ink in a corner. */
const isLesion = (x: number, y: number) => Math.hypot(x - 70, y - 50) <= 24;
const isInk = (x: number, y: number) => x < 20 && y > 100;
const region = (part: RegionConfig['part'], masks: RegionConfig['masks'] = 'given') => ({
  part,
  masks,
});
const source = await drawSource();

async function drawSource(): Promise<MaskedImage> {
  const pixels = new Uint8Array(width * height * 3);
  const mask = new Uint8Array(width * height);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const skin = [225 - x / 4, 180 - x / 4, 160 - x / 4];
    pixels.set(isLesion(x, y) ? [96, 60, 40] : isInk(x, y) ? [20, 20, 160] : skin, 3 * at);
    if (isLesion(x, y)) mask[at] = 255;
  }
  return {
    image: await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toBuffer(),
    mask: await sharp(mask, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer(),
  };
}

const decode = (part: RegionConfig['part'], masks?: RegionConfig['masks']) =>
  decodeRegion(source, region(part, masks), sizePx, 'a picture');

describe('decodeRegion', () => {
  it('gives the whole image as it was', async () => {
    expect(await decode('full')).toEqual(await decodeSquare(source.image, sizePx, 'a picture'));
  });

  it.each(['given', 'otsu'] as const)('keeps the lesion alone (%s)', async (masks) => {
    const [whole, seen] = [await decode('full'), await decode('foreground-only', masks)];
    const lesion = await decodeMask(source.mask as Uint8Array, sizePx, 'mask');
    let differing = 0;
    lesion.forEach((value, at) => {
      const kept = [0, 1, 2].every((c) => seen[3 * at + c] === whole[3 * at + c]);
      const grey = [0, 1, 2].every((c) => seen[3 * at + c] === 128);
      if (!(value > 0 ? kept : grey)) differing += 1;
    });
    // A threshold on a blurred image moves the outline by a pixel at most.
    expect(differing).toBeLessThanOrEqual(masks === 'given' ? 0 : 80);
  });

  it.each(['given', 'otsu'] as const)('paints the lesion over (%s)', async (masks) => {
    const seen = await decode('background-only', masks);
    const isInside = (at: number) =>
      isLesion(((at % sizePx) * width) / sizePx, (Math.floor(at / sizePx) * height) / sizePx);
    const [red = 0] = meanColour(seen, isInside) ?? [];
    // Skin at the middle of the lesion is 207 red, the lesion 96.
    expect(Math.abs(red - 207)).toBeLessThan(6);
    const corner = 3 * (60 * sizePx + 3);
    expect(Math.abs((seen[corner + 2] ?? 0) - 160)).toBeLessThan(3);
  });

  it.each(['given', 'otsu'] as const)(
    'crops to the lesion, and its mask alike (%s)',
    async (masks) => {
      const seen = await decode('crop', masks);
      const mask = await decodeRegionMask(source, region('crop', masks), sizePx, 'a picture');
      const share = (mask ?? new Uint8Array()).filter((value) => value > 0).length / sizePx ** 2;
      // A disc in a box that is a fifth wider: pi / 4 / 1.2^2.
      expect(Math.abs(share - Math.PI / 4 / 1.44)).toBeLessThan(0.05);
      const [red = 0] = meanColour(seen, (at) => (mask?.[at] ?? 0) > 0) ?? [];
      expect(Math.abs(red - 96)).toBeLessThan(6);
      const hasInk = seen.some((_, i) => i % 3 === 0 && seen[i] === 20 && seen[i + 2] === 160);
      expect(hasInk).toBe(false);
    },
  );

  it('leaves masks of uncropped images as they are, and none where there is none', async () => {
    const whole = await decodeMask(source.mask as Uint8Array, sizePx, 'mask');
    for (const part of ['full', 'foreground-only', 'background-only'] as const) {
      expect(await decodeRegionMask(source, region(part), sizePx, 'mask')).toEqual(whole);
    }
    const bare = { image: source.image, mask: null };
    expect(await decodeRegionMask(bare, region('crop', 'otsu'), sizePx, 'mask')).toBeNull();
  });

  it('scores the lesion that a threshold finds by Dice', async () => {
    const { image, mask } = source as { image: Uint8Array; mask: Uint8Array };
    expect(await scoreOtsuMask({ image, mask }, 'a picture')).toBeGreaterThan(0.95);
    const inverse = await sharp(mask).negate().png().toBuffer();
    expect(await scoreOtsuMask({ image, mask: inverse }, 'a picture')).toBeLessThan(0.05);
  });

  it('names the image that has no lesion to be found, or nothing else', async () => {
    const blank = await sharp({ create: { width, height, channels: 3, background: '#aa8877' } })
      .png()
      .toBuffer();
    const mask = (colour: string) =>
      sharp({ create: { width, height, channels: 3, background: colour } })
        .png()
        .toBuffer();
    const cases = [
      [{ image: blank, mask: null }, region('crop', 'otsu'), 'one tone'],
      [{ image: source.image, mask: null }, region('crop'), 'a mask'],
      [
        { image: source.image, mask: await mask('#000') },
        region('foreground-only'),
        'an empty one',
      ],
      [{ image: source.image, mask: await mask('#fff') }, region('background-only'), 'fills'],
    ] as const;
    for (const [masked, wanted, words] of cases) {
      const refusal = decodeRegion(masked, wanted, sizePx, 'image 12');
      await expect(refusal).rejects.toMatchObject({ code: 'IMAGE_UNREADABLE' });
      await expect(refusal).rejects.toThrow(words);
      await expect(refusal).rejects.toThrow('image 12');
    }
  });
});
