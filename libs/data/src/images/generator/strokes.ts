import type { RandomStream } from '@crossfold/random';
import type { PhotoGrid } from './photo-grid.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Coverage of each pixel of a grid by strokes, 0–1: [height, width]. */
export interface StrokeLayer {
  readonly grid: PhotoGrid;
  readonly coverage: Float32Array;
}

export function createStrokeLayer(grid: PhotoGrid): StrokeLayer {
  return { grid, coverage: new Float32Array(grid.widthPx * grid.heightPx) };
}

/** Far above the rounding of a distance in a photograph. */
const roundingPx = 1e-9;

/** Draws an antialiased line through points, thinning to `taper` of its width at the end. */
export function drawStroke(
  layer: StrokeLayer,
  points: readonly Point[],
  strokePx: number,
  opacity: number,
  taper = 1,
): void {
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]];
    const width = strokePx * (1 - ((1 - taper) * i) / points.length);
    if (from && to) drawSegment(layer, from, to, width, opacity);
  }
}

function drawSegment(layer: StrokeLayer, a: Point, b: Point, strokePx: number, opacity: number) {
  const { coverage, grid } = layer;
  const { step, widthPx, heightPx } = grid;
  const reach = strokePx / 2 + 1;
  const first = (edge: number) => Math.max(0, Math.ceil(Math.floor(edge - reach) / step));
  const last = (edge: number, count: number) =>
    Math.min(count - 1, Math.floor(Math.ceil(edge + reach) / step));
  const [left, right] = [first(Math.min(a.x, b.x)), last(Math.max(a.x, b.x), widthPx)];
  const [top, bottom] = [first(Math.min(a.y, b.y)), last(Math.max(a.y, b.y), heightPx)];
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy || 1;
  for (let row = top; row <= bottom; row++) {
    const fromY = row * step - a.y;
    for (let column = left; column <= right; column++) {
      const fromX = column * step - a.x;
      const along = Math.min(1, Math.max(0, (fromX * dx + fromY * dy) / squared));
      const covered = opacity * coveredShare(strokePx, fromX - along * dx, fromY - along * dy);
      const at = row * widthPx + column;
      if (covered > (coverage[at] as number)) coverage[at] = covered;
    }
  }
}

/** How much of a pixel so far from the middle of a stroke lies under it. */
function coveredShare(strokePx: number, x: number, y: number): number {
  const edge = strokePx / 2 + 0.5;
  // `Math.hypot` rounds better and is slow: it is asked where rounding can tell.
  const depth = edge - Math.sqrt(x * x + y * y);
  if (depth < -roundingPx) return 0;
  if (depth > 1 + roundingPx) return 1;
  return Math.min(1, Math.max(0, edge - Math.hypot(x, y)));
}

/** A path that starts at a point and heads in a direction, wandering as a hair or vessel does. */
export function wander(
  stream: RandomStream,
  start: Point & { readonly direction: number },
  length: number,
  step: number,
  bend: number,
): Point[] {
  const points: Point[] = [start];
  let { x, y, direction } = start;
  let turn = bend * stream.normal();
  for (let i = 0; i * step < length; i++) {
    turn = 0.9 * turn + 0.4 * bend * stream.normal();
    direction += turn;
    x += step * Math.cos(direction);
    y += step * Math.sin(direction);
    points.push({ x, y });
  }
  return points;
}
