import type { RandomStream } from '@crossfold/random';
import type { Lesion } from './lesion.js';
import { NoiseField } from './noise.js';
import { photoHeightPx, photoWidthPx } from './photo-grid.js';
import { drawStroke, wander, type StrokeLayer } from './strokes.js';

/** Red, green, blue. */
export type Colour = readonly [number, number, number];

/** How a photograph was taken: everything about it that is not the lesion. */
export interface View {
  readonly centreX: number;
  readonly centreY: number;
  /** Mean radius of the lesion. */
  readonly radiusPx: number;
  readonly cos: number;
  readonly sin: number;
  readonly skin: Colour;
  readonly noise: NoiseField;
  /** Gain of each colour, and the change of brightness across the image. */
  readonly gain: Colour;
  readonly slopeX: number;
  readonly slopeY: number;
  /** Radius in pixels beyond which the lens shows black; Infinity for none. */
  readonly fieldPx: number;
  /** Key of the sensor noise. */
  readonly grain: number;
}

/** The skin of a person, most often fair as in HAM10000, and the more diverse the harder the set. */
export function drawSkin(person: RandomStream, difficulty: number): Colour {
  const diversity = 0.4 + 0.6 * difficulty;
  const depth = diversity * Math.abs(person.normal());
  const flush = diversity * person.normal();
  return [226 - 9 * depth + 3 * flush, 181 - 13 * depth - 6 * flush, 163 - 15 * depth - 4 * flush];
}

export function drawView(
  stream: RandomStream,
  lesion: Lesion,
  skin: Colour,
  difficulty: number,
): View {
  const angle = 2 * Math.PI * stream.uniform();
  const zoom = Math.exp(0.13 * stream.normal());
  const largestPx = (0.54 * photoHeightPx) / lesion.reach;
  const exposure = Math.exp((0.03 + 0.08 * difficulty) * stream.normal());
  const tint = () => exposure * Math.exp((0.012 + 0.038 * difficulty) * stream.normal());
  return {
    centreX: photoWidthPx * (0.5 + 0.045 * stream.normal()),
    centreY: photoHeightPx * (0.5 + 0.045 * stream.normal()),
    radiusPx: Math.max(24, Math.min(largestPx, zoom * lesion.traits.radius * photoHeightPx)),
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    skin,
    noise: new NoiseField(stream),
    gain: [tint(), tint(), tint()],
    slopeX: 0.1 * stream.normal(),
    slopeY: 0.1 * stream.normal(),
    fieldPx: stream.uniform() < 0.15 ? 300 + 60 * stream.uniform() : Infinity,
    grain: stream.integer(2 ** 32),
  };
}

/** Draws the vessels of a lesion where the view shows them. */
export function drawVessels(layer: StrokeLayer, lesion: Lesion, view: View): void {
  const { centreX, centreY, radiusPx, cos, sin } = view;
  for (const { points, width } of lesion.vessels) {
    const placed = points.map(({ x, y }) => ({
      x: centreX + radiusPx * (cos * x + sin * y),
      y: centreY + radiusPx * (cos * y - sin * x),
    }));
    drawStroke(layer, placed, Math.max(1.2, width * radiusPx), 0.9, 0.35);
  }
}

/** Hairs of one patch of skin lie roughly in one direction. */
export function drawHair(layer: StrokeLayer, stream: RandomStream): void {
  const direction = 2 * Math.PI * stream.uniform();
  const count = 2 + Math.floor(22 * stream.uniform() ** 2);
  for (let i = 0; i < count; i++) {
    const start = {
      x: photoWidthPx * (1.3 * stream.uniform() - 0.15),
      y: photoHeightPx * (1.3 * stream.uniform() - 0.15),
      direction: direction + 0.45 * stream.normal(),
    };
    const path = wander(stream, start, 120 + 320 * stream.uniform(), 12, 0.035);
    drawStroke(layer, path, 1.3 + 2 * stream.uniform(), 0.55 + 0.35 * stream.uniform(), 0.4);
  }
}

/** Marks along one long edge, every fifth one longer. */
export function drawRuler(layer: StrokeLayer, stream: RandomStream): void {
  const [edge, inwards] = stream.uniform() < 0.5 ? [8, 1] : [photoHeightPx - 9, -1];
  const spacing = 11 + 8 * stream.uniform();
  for (let i = 0; i * spacing < photoWidthPx; i++) {
    const x = i * spacing;
    const end = edge + inwards * (i % 5 === 0 ? 26 : 14);
    drawStroke(
      layer,
      [
        { x, y: edge },
        { x, y: end },
      ],
      1.6,
      0.75,
    );
  }
}
