import { join } from 'node:path';
import sharp from 'sharp';
import { writeAside } from '../write-aside.js';
import type { PlannedLesion } from './census.js';
import { addArtefact, markIdentity, shiftColours, type SynthesisFlaws } from './flaws.js';
import { createLesion } from './lesion.js';
import { photoGrid, type PhotoGrid, type PhotoWidth } from './photo-grid.js';
import { drawPhoto } from './photo.js';

export interface PlannedPhoto {
  readonly lesion: PlannedLesion;
  readonly imageId: string;
  /** Relative to the folder of the set. */
  readonly imagePath: string;
  readonly maskPath: string;
}

export interface DrawingOptions extends Omit<SynthesisFlaws, 'labelNoise'> {
  readonly seed: number;
  readonly difficulty: number;
  readonly masks: boolean;
  /** 600 where none is given. */
  readonly widthPx?: PhotoWidth;
}

/**
 * Draws a photograph and its mask into the folder of the set. The mask goes first: where the image
 * is there, all of it is.
 */
export async function writePhoto(
  dir: string,
  photo: PlannedPhoto,
  options: DrawingOptions,
): Promise<void> {
  const { lesion, imageId, imagePath, maskPath } = photo;
  const { seed, difficulty, masks } = options;
  const { lesionId, dx } = lesion;
  const drawn = createLesion(seed, lesionId, dx, difficulty);
  const grid = photoGrid(options.widthPx);
  const { pixels, mask } = drawPhoto(drawn, { seed, lesionId, imageId }, difficulty, grid);
  markIdentity(pixels, options.identity, { seed, lesionId }, grid);
  shiftColours(pixels, options.shift);
  addArtefact(pixels, options.artefact, { seed, imageId, dx }, grid);
  if (masks) {
    const png = await sharp(mask, rawOf(grid, 1)).toColourspace('b-w').png().toBuffer();
    await writeAside(join(dir, maskPath), png);
  }
  const jpeg = await sharp(pixels, rawOf(grid, 3)).jpeg({ quality: 95 }).toBuffer();
  await writeAside(join(dir, imagePath), jpeg);
}

function rawOf<C extends 1 | 3>({ widthPx, heightPx }: PhotoGrid, channels: C) {
  return { raw: { width: widthPx, height: heightPx, channels } };
}
