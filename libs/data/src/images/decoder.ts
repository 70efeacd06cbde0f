import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { AppError } from '@crossfold/contracts';
import type { ImageWindow } from '../region/mask-shape.js';
import { soundJpeg } from './sound-jpeg.js';
import { decodeBmp, isBmp, readBmpHeader } from '../bmp.js';

// Parallel work comes from several images in flight; libvips threads inside each only get in their
// way. Its operation cache would keep pixels of images that are never asked for again.
sharp.concurrency(1);
sharp.cache(false);

/** What is written in file headers is trusted up to this size: 50 megapixels, 150 MB of RGB. */
const limitInputPixels = 50_000_000;
const formats = ['jpeg', 'png', 'webp', 'tiff'];

/** `warning`: a truncated JPEG decodes to grey bars with no more than a warning. */
const strictInput = { failOn: 'warning', limitInputPixels } as const satisfies SharpOptions;

/** Changes when the same file may decode to other pixels. */
export const decoderVersion = `square-fill-cubic-1 vips-${sharp.versions.vips}`;

/**
 * Refuses what is no single still picture. The content decides, not the name: a PNG called .jpg is
 * a picture, a web page called .jpg is not.
 *
 * @returns the size in pixels as displayed, that is after the EXIF rotation
 * @throws AppError IMAGE_UNREADABLE
 */
export async function probeImage(bytes: Uint8Array, name: string) {
  return asUnreadable(name, async () => {
    if (isBmp(bytes)) return probeBmp(bytes);
    const facts = await openImage(bytes).metadata();
    const { format, pages = 1, autoOrient } = facts;
    if (!formats.includes(format)) throw new Error(`an image of format ${format}`);
    if (pages > 1) throw new Error(`${pages} pages in one file`);
    assertDepth(facts);
    return { widthPx: autoOrient.width, heightPx: autoOrient.height };
  });
}

/** Deeper, signed and floating samples have no white that is known: they would decode to anything. */
function assertDepth({ depth, bitsPerSample }: Metadata): void {
  if (depth === 'uchar' || depth === 'ushort') return;
  const kind = sampleKinds[depth ?? ''] ?? `samples of type ${depth}`;
  const bits = bitsPerSample === undefined ? '' : `${bitsPerSample}-bit `;
  throw new Error(`${bits}${kind}, which are not 8 or 16 bits unsigned`);
}

const sampleKinds: Readonly<Record<string, string>> = {
  char: 'signed samples',
  short: 'signed samples',
  int: 'signed samples',
  uint: 'unsigned samples',
  float: 'floating-point samples',
  double: 'floating-point samples',
  complex: 'complex samples',
  dpcomplex: 'complex samples',
};

/** Called before any pixel is decoded: the size in the header is what memory will be asked for. */
function probeBmp(bytes: Uint8Array) {
  const { widthPx, heightPx } = readBmpHeader(bytes);
  if (widthPx * heightPx > limitInputPixels) throw new Error('Input image exceeds pixel limit');
  return { widthPx, heightPx };
}

/** The decoder knows no bitmaps: their pixels go in as such. */
export function openImage(bytes: Uint8Array) {
  if (!isBmp(bytes)) return sharp(soundJpeg(bytes), strictInput);
  const { widthPx, heightPx } = probeBmp(bytes);
  return sharp(decodeBmp(bytes), { raw: { width: widthPx, height: heightPx, channels: 3 } });
}

/**
 * Decodes every pixel and forgets them. They are brought to one byte each on the way, so that the
 * largest image allowed holds 50 MB whatever its depth and channels.
 *
 * @throws AppError IMAGE_UNREADABLE
 */
export async function assertDecodes(bytes: Uint8Array, name: string): Promise<void> {
  await asUnreadable(name, () =>
    openImage(bytes).removeAlpha().toColourspace('b-w').raw({ depth: 'uchar' }).toBuffer(),
  );
}

/**
 * Decodes an image to a square: upright (EXIF), on white where transparent, sRGB.
 *
 * `fit: 'fill'` squeezes 4:3 to 1:1. Cropping would cut regions off and padding would draw edges
 * that no skin has; squeezing keeps every pixel and is what Keras does by default, hence what most
 * published results rest on. `cubic` is antialiased when shrinking, and rings less than Lanczos
 * around hair. The JPEG decoder's own coarse shrink is kept small: only images that are four times as
 * large or more are decoded smaller, and at least half of the shrinking is left to the filter.
 *
 * @param window the part of the upright image to decode; all of it when left out
 * @returns uint8 [sizePx, sizePx, 3]
 * @throws AppError IMAGE_UNREADABLE
 */
export async function decodeSquare(
  bytes: Uint8Array,
  sizePx: number,
  name: string,
  window?: ImageWindow,
): Promise<Uint8Array> {
  return asUnreadable(name, async () => {
    const upright = openImage(bytes).autoOrient();
    if (!isBmp(bytes)) assertDepth(await upright.metadata());
    const whole = window ? upright.extract(await toPixels(bytes, window)) : upright;
    const { data, info } = await whole
      .flatten({ background: '#ffffff' })
      .resize(sizePx, sizePx, { fit: 'fill', kernel: 'cubic', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    if (info.channels !== 3) throw new Error(`${info.channels} channels after conversion to sRGB`);
    return data;
  });
}

/** A window in whole pixels of the upright image, none of its own pixels left out. */
export async function toPixels(bytes: Uint8Array, window: ImageWindow) {
  const { width, height } = (await openImage(bytes).metadata()).autoOrient;
  const span = (from: number, length: number, side: number) => {
    const first = Math.min(side - 1, Math.floor(from * side));
    return { first, count: Math.min(side, Math.ceil((from + length) * side)) - first };
  };
  const [columns, rows] = [
    span(window.left, window.width, width),
    span(window.top, window.height, height),
  ];
  return { left: columns.first, top: rows.first, width: columns.count, height: rows.count };
}

/** Runs `action`; whatever it throws becomes an IMAGE_UNREADABLE that names the image. */
export async function asUnreadable<T>(name: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    // What libvips says may take several lines, and a problem has one.
    const said = cause instanceof Error ? cause.message : String(cause);
    const reason = said
      .trim()
      .split(/\s*\n\s*/)
      .join('; ');
    throw new AppError(
      'IMAGE_UNREADABLE',
      `expected a whole JPEG, PNG, WebP, TIFF or BMP image for ${name}, got: ${reason}`,
      { cause },
    );
  }
}
