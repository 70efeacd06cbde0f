import { AppError, type RegionConfig } from '@crossfold/contracts';
import { fillPixels, type PixelColour } from '../fill-pixels.js';
import { boxOfMask, diceCoefficient, growMask, resizeMask } from '../region/mask-shape.js';
import { paintOver } from '../region/paint-over.js';
import { segmentRegion } from '../region/segment-region.js';
import { decodeMask } from './decode-mask.js';
import { asUnreadable, decodeSquare, openImage } from './decoder.js';

/** An encoded image and the encoded mask of its region. */
export interface MaskedImage {
  readonly image: Uint8Array;
  /** Null where there is none, or none is needed. */
  readonly mask: Uint8Array | null;
}

/** Changes when the same files may give other pixels. */
export const regionVersion = 1;

/** Regions are sought, and their boxes measured, at this size whatever the network's is. */
const searchSidePx = 256;
/** Wide enough that hairs and pores do not part a region. */
const searchBlur = 2;
/** What a crop keeps around the region, as a share of the sides of its box. */
const cropMargin = 0.1;
/** The rim that is hidden with a region, as a share of the image side: masks are drawn tightly. */
const rimShare = 0.05;
/** The same for all images, so that nothing of a background is left, not even its tone. */
const grey: PixelColour = [128, 128, 128];

/**
 * Decodes the part of an image that a variant sees to a square.
 *
 * @returns uint8 [sizePx, sizePx, 3]
 * @throws AppError IMAGE_UNREADABLE, also where there is no region to be found
 */
export async function decodeRegion(
  source: MaskedImage,
  region: RegionConfig,
  sizePx: number,
  name: string,
): Promise<Uint8Array> {
  if (region.part === 'full') return decodeSquare(source.image, sizePx, name);
  if (region.part === 'crop') {
    return decodeSquare(source.image, sizePx, name, await cropWindow(source, region, name));
  }
  const [pixels, marked] = await Promise.all([
    decodeSquare(source.image, sizePx, name),
    locateRegion(source, region, sizePx, name),
  ]);
  if (region.part === 'foreground-only') return fillPixels(pixels, grey, (at) => marked[at] === 0);
  const hidden = growMask(marked, sizePx, Math.max(1, Math.round(rimShare * sizePx)));
  const painted = paintOver(pixels, hidden, sizePx);
  if (painted) return painted;
  throw nothingLeft(name, 'a background', 'a region that fills the image');
}

/**
 * The mask of a region as a variant sees its image.
 *
 * @param source with the mask of the data set
 * @returns uint8 [sizePx, sizePx]: 255 on the region, 0 elsewhere; null where there is no mask
 */
export async function decodeRegionMask(
  source: MaskedImage,
  region: RegionConfig,
  sizePx: number,
  name: string,
): Promise<Uint8Array | null> {
  if (!source.mask) return null;
  if (region.part !== 'crop') return decodeMask(source.mask, sizePx, name);
  return decodeMask(source.mask, sizePx, name, await cropWindow(source, region, name));
}

/** Dice coefficient of the region that a threshold finds with the mask of the data set. */
export async function scoreOtsuMask(
  { image, mask }: { readonly image: Uint8Array; readonly mask: Uint8Array },
  name: string,
): Promise<number> {
  const [found, given] = await Promise.all([
    findByThreshold(image, name),
    decodeMask(mask, searchSidePx, name),
  ]);
  return diceCoefficient(found, given);
}

async function cropWindow(source: MaskedImage, region: RegionConfig, name: string) {
  const marked = await locateRegion(source, region, searchSidePx, name);
  return boxOfMask(marked, searchSidePx, cropMargin) ?? undefined;
}

/** @returns uint8 [side, side], never empty */
async function locateRegion(
  { image, mask }: MaskedImage,
  { masks }: RegionConfig,
  side: number,
  name: string,
): Promise<Uint8Array> {
  if (masks === 'otsu') return resizeMask(await findByThreshold(image, name), searchSidePx, side);
  if (!mask) throw nothingLeft(name, 'a mask', 'none');
  const marked = await decodeMask(mask, side, name);
  if (marked.some((value) => value > 0)) return marked;
  throw nothingLeft(name, 'a region in its mask', 'an empty one');
}

async function findByThreshold(image: Uint8Array, name: string): Promise<Uint8Array> {
  const tones = await asUnreadable(name, () =>
    openImage(image)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .resize(searchSidePx, searchSidePx, { fit: 'fill', kernel: 'cubic' })
      .blur(searchBlur)
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer(),
  );
  const marked = segmentRegion(tones, searchSidePx);
  if (marked) return marked;
  throw nothingLeft(name, 'a region darker than what is around it', 'an image of one tone');
}

function nothingLeft(name: string, expected: string, got: string): AppError {
  return new AppError('IMAGE_UNREADABLE', `expected ${expected} for ${name}, got ${got}`, {
    remedy: 'Mend or remove the image or its mask, or choose another region.',
  });
}
