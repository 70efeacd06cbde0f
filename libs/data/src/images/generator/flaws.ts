import { diagnosisClasses, type DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { randomStream } from '@crossfold/random';
import type { PlannedLesion } from './census.js';
import { photoGrid, photoHeightPx, photoWidthPx, type PhotoGrid } from './photo-grid.js';

/** What a set can be made to suffer from. Left out, it does not. */
export interface SynthesisFlaws {
  /** Share of the photographs of one class that bear an ink mark, which no other class has. */
  readonly artefact?: { readonly dx: DiagnosisClass; readonly share: number };
  /** From 0: how far colours lie from those of other sets, as with another camera. */
  readonly shift?: number;
  /** Share of the lesions whose written diagnosis is another class than the one drawn. */
  readonly labelNoise?: number;
  /**
   * From 0: how strongly all photographs of a lesion share a look that no other lesion has and that
   * tells nothing of the class. A model that learns lesions by heart is then right where a split
   * leaks them, and nowhere else.
   */
  readonly identity?: number;
}

const ink = [58, 44, 140] as const;
const cornerPx = 46;

/** Draws a blot of ink into a corner of some photographs of the class. `pixels`: [height, width, 3]. */
export function addArtefact(
  pixels: Uint8Array,
  artefact: SynthesisFlaws['artefact'],
  key: { readonly seed: number; readonly imageId: string; readonly dx: DiagnosisClass },
  { step, widthPx }: PhotoGrid = photoGrid(),
): void {
  if (artefact?.dx !== key.dx) return;
  const stream = randomStream(key.seed, 'synth', 'artefact', key.imageId);
  if (stream.uniform() >= artefact.share) return;
  const [centreX, centreY] = [
    stream.uniform() < 0.5 ? cornerPx : photoWidthPx - cornerPx,
    stream.uniform() < 0.5 ? cornerPx : photoHeightPx - cornerPx,
  ];
  const radiusPx = 22 + 14 * stream.uniform();
  for (let y = Math.ceil(centreY - radiusPx); y <= centreY + radiusPx; y++) {
    for (let x = Math.ceil(centreX - radiusPx); x <= centreX + radiusPx; x++) {
      if ((x - centreX) ** 2 + (y - centreY) ** 2 > radiusPx ** 2) continue;
      if (x < 0 || y < 0 || x >= photoWidthPx || y >= photoHeightPx) continue;
      if (x % step !== 0 || y % step !== 0) continue;
      pixels.set(ink, 3 * ((y / step) * widthPx + x / step));
    }
  }
}

/** Gain of red, green and blue, and the exponent, at a shift of 1. */
const fullShift = { gains: [1.06, 0.92, 0.74], exponent: 1.35 } as const;

/** Bends the colours of all photographs alike. `pixels`: [height, width, 3]. */
export function shiftColours(pixels: Uint8Array, shift = 0): void {
  if (shift === 0) return;
  const exponent = 1 + shift * (fullShift.exponent - 1);
  const tables = fullShift.gains.map((gain) =>
    Uint8ClampedArray.from(
      { length: 256 },
      (_, value) => 255 * (1 + shift * (gain - 1)) * (value / 255) ** exponent,
    ),
  );
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = tables[i % 3]?.[pixels[i] as number] as number;
  }
}

const identityColumns = 5;
const identityRows = 4;
/** Standard deviation of the logarithm of the gains, at an identity of 1. */
const identitySpread = 0.55;

/**
 * Lays a field of colours over a photograph that only the photographs of its lesion have: gains that
 * run smoothly between the points of a grid. `pixels`: [height, width, 3].
 */
export function markIdentity(
  pixels: Uint8Array,
  identity: number | undefined,
  key: { readonly seed: number; readonly lesionId: string },
  { widthPx, heightPx }: PhotoGrid = photoGrid(),
): void {
  if (!identity) return;
  const stream = randomStream(key.seed, 'synth', 'identity', key.lesionId);
  const spread = identitySpread * identity;
  const grid = Float64Array.from({ length: (identityRows + 1) * (identityColumns + 1) * 3 }, () =>
    Math.exp(spread * stream.normal()),
  );
  for (let y = 0, at = 0; y < heightPx; y++) {
    const [row, down] = placeOf(y, heightPx, identityRows);
    for (let x = 0; x < widthPx; x++) {
      const [column, right] = placeOf(x, widthPx, identityColumns);
      const corner = 3 * (row * (identityColumns + 1) + column);
      for (let colour = 0; colour < 3; colour++, at++) {
        const upper = blend(grid, corner + colour, right);
        const lower = blend(grid, corner + colour + 3 * (identityColumns + 1), right);
        const gain = upper + down * (lower - upper);
        pixels[at] = Math.min(255, (pixels[at] as number) * gain);
      }
    }
  }
}

/** The cell of a grid that a pixel lies in, and how far across, 0 … 1. */
function placeOf(pixel: number, pixels: number, cells: number): [cell: number, share: number] {
  const place = (pixel * cells) / pixels;
  const cell = Math.floor(place);
  return [cell, place - cell];
}

function blend(grid: Float64Array, at: number, share: number): number {
  const left = grid[at] as number;
  return left + share * ((grid[at + 3] as number) - left);
}

/** The lesions as they are written down: some under another diagnosis than the one drawn. */
export function mislabel(
  lesions: readonly PlannedLesion[],
  labelNoise: number,
  seed: number,
): PlannedLesion[] {
  return lesions.map((lesion) => {
    const stream = randomStream(seed, 'synth', 'label', lesion.lesionId);
    if (stream.uniform() >= labelNoise) return lesion;
    const others = diagnosisClasses.filter((dx) => dx !== lesion.dx);
    return { ...lesion, dx: others[stream.integer(others.length)] ?? lesion.dx };
  });
}
