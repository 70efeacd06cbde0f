import { diagnosisClasses, type DiagnosisClass } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import type { PlannedLesion } from './census.js';
import { photoHeightPx, photoWidthPx } from './view.js';

/** What a set can be made to suffer from. Left out, it does not. */
export interface SynthesisFlaws {
  /** Share of the photographs of one class that bear an ink mark, which no other class has. */
  readonly artefact?: { readonly dx: DiagnosisClass; readonly share: number };
  /** From 0: how far colours lie from those of other sets, as with another camera. */
  readonly shift?: number;
  /** Share of the lesions whose written diagnosis is another class than the one drawn. */
  readonly labelNoise?: number;
}

const ink = [58, 44, 140] as const;
const cornerPx = 46;

/** Draws a blot of ink into a corner of some photographs of the class. `pixels`: [450, 600, 3]. */
export function addArtefact(
  pixels: Uint8Array,
  artefact: SynthesisFlaws['artefact'],
  key: { readonly seed: number; readonly imageId: string; readonly dx: DiagnosisClass },
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
      pixels.set(ink, 3 * (y * photoWidthPx + x));
    }
  }
}

/** Gain of red, green and blue, and the exponent, at a shift of 1. */
const fullShift = { gains: [1.06, 0.92, 0.74], exponent: 1.35 } as const;

/** Bends the colours of all photographs alike. `pixels`: [450, 600, 3]. */
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
