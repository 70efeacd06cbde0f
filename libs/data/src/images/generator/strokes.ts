import type { RandomStream } from '@crossfold/random';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Coverage of each pixel by strokes, 0–1: [heightPx, widthPx]. */
export interface StrokeLayer {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly coverage: Float32Array;
}

export function createStrokeLayer(widthPx: number, heightPx: number): StrokeLayer {
  return { widthPx, heightPx, coverage: new Float32Array(widthPx * heightPx) };
}

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
  const { widthPx, heightPx, coverage } = layer;
  const reach = strokePx / 2 + 1;
  const left = Math.max(0, Math.floor(Math.min(a.x, b.x) - reach));
  const right = Math.min(widthPx - 1, Math.ceil(Math.max(a.x, b.x) + reach));
  const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - reach));
  const bottom = Math.min(heightPx - 1, Math.ceil(Math.max(a.y, b.y) + reach));
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy || 1;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / squared));
      const distance = Math.hypot(x - a.x - along * dx, y - a.y - along * dy);
      const covered = opacity * Math.min(1, Math.max(0, strokePx / 2 + 0.5 - distance));
      const at = y * widthPx + x;
      if (covered > (coverage[at] as number)) coverage[at] = covered;
    }
  }
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
