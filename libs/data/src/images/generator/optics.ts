import type { Pigments } from './lesion.js';
import { smoothStep } from './noise.js';
import { photoHeightPx, photoWidthPx } from './photo-grid.js';
import type { View } from './view.js';

/** Exponentials of optical depths from −1 on: a table is five times as fast as `Math.exp`. */
const stepsPerUnit = 1024;
const deepest = 16 * stepsPerUnit;
const transmittances = Float64Array.from({ length: deepest + 1 }, (_, i) =>
  Math.exp(1 - i / stepsPerUnit),
);

/*
 * Natural-log absorption of one unit of melanin, blood and keratin; then the colours of white
 * tissue, of the blue haze of deep pigment, and of hair and ink. Per channel and unrolled, since
 * this runs 810,000 times for each photograph.
 */
const red = { melanin: 0.42, blood: 0.14, keratin: 0.07, white: 236, blue: 126, ink: 42 };
const green = { melanin: 0.83, blood: 0.9, keratin: 0.2, white: 222, blue: 136, ink: 32 };
const blue = { melanin: 1.12, blood: 0.76, keratin: 0.72, white: 212, blue: 158, ink: 30 };

/**
 * Writes the colour of a point that shows skin with `pigments`, `ink` of it under hair or ink.
 *
 * @param at position of its pixel among `pixels`
 */
export function writePixel(
  pixels: Uint8Array,
  at: number,
  x: number,
  y: number,
  pigments: Pigments,
  ink: number,
  view: View,
): void {
  const light = lightAt(view, x, y);
  const grain = grainAt(view.grain + y * photoWidthPx + x);
  const { skin, gain } = view;
  pixels[at * 3] = toByte(develop(skin[0], pigments, ink, red) * light * gain[0] + grain);
  pixels[at * 3 + 1] = toByte(develop(skin[1], pigments, ink, green) * light * gain[1] + grain);
  pixels[at * 3 + 2] = toByte(develop(skin[2], pigments, ink, blue) * light * gain[2] + grain);
}

function develop(skin: number, pigments: Pigments, ink: number, channel: typeof red): number {
  const depth =
    pigments.melanin * channel.melanin +
    pigments.blood * channel.blood +
    pigments.keratin * channel.keratin;
  let colour = skin * transmittance(depth);
  if (pigments.blue > 0) colour += Math.min(0.8, pigments.blue) * (channel.blue - colour);
  if (pigments.white > 0) colour += Math.min(0.85, pigments.white) * (channel.white - colour);
  return ink > 0 ? colour + ink * (channel.ink - colour) : colour;
}

function transmittance(depth: number): number {
  const step = ((depth + 1) * stepsPerUnit) | 0;
  return transmittances[step < 0 ? 0 : step > deepest ? deepest : step] as number;
}

/** Brighter in the middle, sloping to one side, almost black outside the round field of a lens. */
function lightAt(view: View, x: number, y: number): number {
  const fromX = x / photoWidthPx - 0.5;
  const fromY = y / photoHeightPx - 0.5;
  const fall = 0.28 * (fromX * fromX + fromY * fromY);
  const lamp = 1.03 + view.slopeX * fromX + view.slopeY * fromY - fall;
  if (view.fieldPx === Infinity) return lamp;
  const distance = photoWidthPx * Math.sqrt(fromX * fromX + (0.75 * fromY) ** 2);
  return lamp * (1 - 0.96 * smoothStep(view.fieldPx - 14, view.fieldPx + 14, distance));
}

/** Sensor noise within ±2.5: a hash of the position, since a stream would cost more than all else. */
function grainAt(key: number): number {
  const mixed = Math.imul(key ^ (key >>> 16), 0x45d9f3b);
  const hashed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((hashed >>> 16) / 65535 - 0.5) * 5;
}

function toByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value | 0;
}
