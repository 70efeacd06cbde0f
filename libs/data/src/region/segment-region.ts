import { otsuThreshold } from './otsu-threshold.js';

/**
 * Finds a region as the largest dark thing of an image that lies nearer to its middle than to its
 * rim: corners are dark in many photographs. Holes in it are filled.
 *
 * @param grey [side, side], 0 is black
 * @returns uint8 [side, side]: 255 on the region, 0 elsewhere; null where the image has one tone
 */
export function segmentRegion(grey: Uint8Array, side: number): Uint8Array | null {
  const threshold = otsuThreshold(grey);
  if (threshold === null) return null;
  const isDark = (at: number) => (grey[at] as number) <= threshold;
  const parts = listComponents(side, isDark);
  const weightOf = (part: readonly number[]) =>
    part.reduce((sum, at) => sum + centrality(at, side), 0);
  const weights = parts.map(weightOf);
  const region = parts[weights.indexOf(Math.max(...weights))];
  if (!region) return null;
  const mask = new Uint8Array(side * side);
  for (const at of region) mask[at] = 255;
  fillHoles(mask, side);
  return mask;
}

/** 1 in the middle, falling to 0 on the circle that touches the sides, and 0 beyond it. */
function centrality(at: number, side: number): number {
  const half = (side - 1) / 2;
  const [x, y] = [(at % side) - half, Math.floor(at / side) - half];
  return Math.max(0, 1 - Math.hypot(x, y) / half);
}

/** What is not region and does not reach the rim lies in it. */
function fillHoles(mask: Uint8Array, side: number): void {
  const isOnRim = (at: number) =>
    at < side || at >= side * (side - 1) || at % side === 0 || at % side === side - 1;
  for (const part of listComponents(side, (at) => mask[at] === 0)) {
    if (!part.some(isOnRim)) for (const at of part) mask[at] = 255;
  }
}

/** Positions of chosen pixels, by what touches by a side. */
function listComponents(side: number, isChosen: (at: number) => boolean): number[][] {
  const seen = new Uint8Array(side * side);
  const parts: number[][] = [];
  for (let start = 0; start < side * side; start++) {
    if (seen[start] || !isChosen(start)) continue;
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next++) {
      for (const neighbour of neighboursOf(part[next] as number, side)) {
        if (seen[neighbour] || !isChosen(neighbour)) continue;
        seen[neighbour] = 1;
        part.push(neighbour);
      }
    }
    parts.push(part);
  }
  return parts;
}

function neighboursOf(at: number, side: number): number[] {
  const x = at % side;
  return [
    ...(x > 0 ? [at - 1] : []),
    ...(x < side - 1 ? [at + 1] : []),
    ...(at >= side ? [at - side] : []),
    ...(at < side * (side - 1) ? [at + side] : []),
  ];
}
