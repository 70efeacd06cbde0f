import type { HeatMap } from './class-activation-map.js';

export interface OcclusionOptions {
  /** Side of the image in pixels. */
  readonly sizePx: number;
  /** Side of the square that is hidden at a time. */
  readonly patchPx: number;
  /** From one square to the next; at most `patchPx`, so that every pixel is hidden once. */
  readonly stridePx: number;
  /** Red, green, blue of what hides. */
  readonly fill: readonly [number, number, number];
}

/**
 * Occlusion sensitivity (Zeiler and Fergus 2014): how much less the model believes in a class when a
 * square of the image is hidden. It asks the model itself, without gradients, and so checks maps
 * that rest on them.
 *
 * @param image uint8 [sizePx, sizePx, 3], RGB
 * @param probabilityOf of the explained class, for images [count, sizePx, sizePx, 3]
 * @returns the mean drop over the squares that hide a place, on a grid of the stride; negative where
 *   hiding helps
 */
export function occlusionMap(
  image: Uint8Array,
  probabilityOf: (images: Uint8Array, count: number) => ArrayLike<number>,
  options: OcclusionOptions,
): HeatMap {
  const { sizePx, stridePx } = options;
  const corners = patchCorners(options);
  const images = new Uint8Array((1 + corners.length) * image.length);
  images.set(image);
  for (const [i, corner] of corners.entries()) {
    const hidden = images.subarray((1 + i) * image.length, (2 + i) * image.length);
    hidden.set(image);
    hideSquare(hidden, corner, options);
  }
  const probabilities = probabilityOf(images, 1 + corners.length);
  const whole = probabilities[0] as number;
  const side = Math.ceil(sizePx / stridePx);
  const sums = new Float64Array(side * side);
  const counts = new Float64Array(side * side);
  for (const [i, corner] of corners.entries()) {
    const drop = whole - (probabilities[1 + i] as number);
    for (const at of coveredCells(corner, side, options)) {
      sums[at] = (sums[at] as number) + drop;
      counts[at] = (counts[at] as number) + 1;
    }
  }
  const values = Float32Array.from(sums, (sum, at) => sum / Math.max(1, counts[at] as number));
  return { height: side, width: side, values };
}

interface Corner {
  readonly x: number;
  readonly y: number;
}

/** The last square of each row and column ends at the border. */
function patchCorners({ sizePx, patchPx, stridePx }: OcclusionOptions): Corner[] {
  const last = Math.max(0, sizePx - patchPx);
  const starts = Array.from({ length: Math.ceil(last / stridePx) + 1 }, (_, i) =>
    Math.min(last, i * stridePx),
  );
  return starts.flatMap((y) => starts.map((x) => ({ x, y })));
}

function hideSquare(
  image: Uint8Array,
  { x, y }: Corner,
  { sizePx, patchPx, fill }: OcclusionOptions,
): void {
  for (let row = y; row < Math.min(sizePx, y + patchPx); row++) {
    for (let column = x; column < Math.min(sizePx, x + patchPx); column++) {
      image.set(fill, 3 * (row * sizePx + column));
    }
  }
}

/** Cells of the grid whose centres the square hides. */
function coveredCells(
  { x, y }: Corner,
  side: number,
  { patchPx, stridePx }: OcclusionOptions,
): number[] {
  const within = (start: number) =>
    Array.from({ length: side }, (_, i) => i).filter((i) => {
      const centre = (i + 0.5) * stridePx;
      return centre >= start && centre < start + patchPx;
    });
  const columns = within(x);
  return within(y).flatMap((row) => columns.map((column) => row * side + column));
}
