import { randomStream } from '@crossfold/random';
import type { Lesion, Pigments } from './lesion.js';
import type { NoiseField } from './noise.js';
import { writePixel } from './optics.js';
import { photoGrid, photoHeightPx, photoWidthPx, type PhotoGrid } from './photo-grid.js';
import { createStrokeLayer, type StrokeLayer } from './strokes.js';
import { drawHair, drawRuler, drawSkin, drawVessels, drawView, type View } from './view.js';

export interface Photo {
  /** uint8 [height, width, 3] of the grid, RGB */
  readonly pixels: Uint8Array;
  /** uint8 [height, width] of the grid: 255 on the lesion, 0 elsewhere. */
  readonly mask: Uint8Array;
}

export interface PhotoKey {
  readonly seed: number;
  readonly lesionId: string;
  readonly imageId: string;
}

/** Skin varies slowly: its blotches are looked up once for squares of this side. */
const blotchPx = 4;
const blotchColumns = photoWidthPx / blotchPx;
const vesselBlood = 1.5;

/** Draws one photograph of a lesion: depends on its key and the lesion alone. */
export function drawPhoto(
  lesion: Lesion,
  key: PhotoKey,
  difficulty: number,
  grid: PhotoGrid = photoGrid(),
): Photo {
  const person = randomStream(key.seed, 'synth', 'skin', key.lesionId);
  const stream = randomStream(key.seed, 'synth', 'photo', key.imageId);
  const view = drawView(stream, lesion, drawSkin(person, difficulty), difficulty);
  const vessels = createStrokeLayer(grid);
  drawVessels(vessels, lesion, view);
  const overlay = createStrokeLayer(grid);
  if (stream.uniform() < 0.45) drawHair(overlay, stream);
  if (stream.uniform() < 0.12) drawRuler(overlay, stream);
  return shade(lesion, view, { vessels, overlay }, grid);
}

function shade(
  lesion: Lesion,
  view: View,
  { vessels, overlay }: { readonly vessels: StrokeLayer; readonly overlay: StrokeLayer },
  { step, widthPx, heightPx }: PhotoGrid,
): Photo {
  const pixels = new Uint8Array(widthPx * heightPx * 3);
  const mask = new Uint8Array(widthPx * heightPx);
  const pigments: Pigments = { melanin: 0, blood: 0, keratin: 0, white: 0, blue: 0 };
  const blotches = drawBlotches(view.noise);
  const reachPx = lesion.reach * view.radiusPx;
  for (let y = 0, at = 0; y < photoHeightPx; y += step) {
    for (let x = 0; x < photoWidthPx; x += step, at++) {
      setSkin(pigments, blotches, view.noise, x, y);
      const fromX = x - view.centreX;
      const fromY = y - view.centreY;
      if (fromX * fromX + fromY * fromY < reachPx * reachPx) {
        const covered = addLesion(pigments, lesion, view, fromX, fromY);
        if (covered > 0.5) mask[at] = 255;
      }
      pigments.blood += vesselBlood * (vessels.coverage[at] as number);
      writePixel(pixels, at, x, y, pigments, overlay.coverage[at] as number, view);
    }
  }
  return { pixels, mask };
}

/** Melanin and blood of the skin in each square: [rows, columns, 2]. */
function drawBlotches(noise: NoiseField): Float64Array {
  const rows = Math.ceil(photoHeightPx / blotchPx);
  const blotches = new Float64Array(rows * blotchColumns * 2);
  for (let at = 0; at < rows * blotchColumns; at++) {
    const x = (at % blotchColumns) * blotchPx;
    const y = Math.floor(at / blotchColumns) * blotchPx;
    blotches[2 * at] = 0.05 * noise.rough(x / 130, y / 130);
    blotches[2 * at + 1] = 0.09 * noise.value(x / 90 + 7, y / 90);
  }
  return blotches;
}

/** Blotches, and the fine relief that makes skin look like skin. */
function setSkin(
  pigments: Pigments,
  blotches: Float64Array,
  noise: NoiseField,
  x: number,
  y: number,
): void {
  const square = 2 * (((y / blotchPx) | 0) * blotchColumns + ((x / blotchPx) | 0));
  const relief = noise.value(0.17 * x + 0.05 * y, 0.17 * y - 0.05 * x);
  pigments.melanin = (blotches[square] as number) + 0.02 * relief;
  pigments.blood = (blotches[square + 1] as number) + 0.02 * relief;
  pigments.keratin = 0;
  pigments.white = 0;
  pigments.blue = 0;
}

/** @returns how much of the point is lesion */
function addLesion(
  pigments: Pigments,
  lesion: Lesion,
  view: View,
  fromX: number,
  fromY: number,
): number {
  const u = (view.cos * fromX - view.sin * fromY) / view.radiusPx;
  const v = (view.sin * fromX + view.cos * fromY) / view.radiusPx;
  const coverage = lesion.coverage(u, v);
  if (coverage > 0) lesion.addPigments(u, v, coverage, pigments);
  return coverage;
}
