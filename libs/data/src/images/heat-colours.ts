import { interpolateInferno } from 'd3-scale-chromatic';

const steps = 256;

/**
 * Inferno: dark to light in equal steps for the eye, in grey and to the colour-blind too, unlike a
 * rainbow, which draws edges that the map does not have.
 */
const table = Uint8Array.from(
  Array.from({ length: steps }, (_, i) => channelsOf(interpolateInferno(i / (steps - 1)))).flat(),
);

/** @param value 0 … 1 @returns uint8 [3], RGB */
export function heatColour(value: number): Uint8Array {
  const step = Math.round(Math.min(1, Math.max(0, value)) * (steps - 1));
  return table.subarray(3 * step, 3 * step + 3);
}

/** @param colour `#rrggbb` */
function channelsOf(colour: string): number[] {
  return [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
}
