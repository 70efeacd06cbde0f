import type { HeatMap } from './class-activation-map.js';

/**
 * A map at the size of the image, bilinear between the centres of its places, which is where a layer
 * looks from; beyond the outermost centres it goes on unchanged.
 *
 * @returns [sizePx, sizePx]
 */
export function resizeMap(map: HeatMap, sizePx: number): Float32Array {
  const rows = interpolation(map.height, sizePx);
  const columns = interpolation(map.width, sizePx);
  const resized = new Float32Array(sizePx * sizePx);
  for (const [y, row] of rows.entries()) {
    for (const [x, column] of columns.entries()) {
      const at = (r: number, c: number) => map.values[r * map.width + c] as number;
      const above = mix(at(row.low, column.low), at(row.low, column.high), column.share);
      const below = mix(at(row.high, column.low), at(row.high, column.high), column.share);
      resized[y * sizePx + x] = mix(above, below, row.share);
    }
  }
  return resized;
}

/** For each position of the result the two neighbours on the map and the share of the second. */
function interpolation(length: number, sizePx: number) {
  return Array.from({ length: sizePx }, (_, position) => {
    const centre = ((position + 0.5) * length) / sizePx - 0.5;
    const within = Math.min(length - 1, Math.max(0, centre));
    const low = Math.floor(within);
    return { low, high: Math.min(length - 1, low + 1), share: within - low };
  });
}

function mix(first: number, second: number, share: number): number {
  return first + (second - first) * share;
}
