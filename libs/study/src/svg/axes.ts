import { scaleLinear, type ScaleLinear } from 'd3-scale';
import { svgTag, svgText } from './mark-up.js';

export type Scale = ScaleLinear<number, number>;

/** Pixels between two ticks, at least. */
const tickPx = 80;

/** What is drawn of a scale: colours and sizes are those of the page that the figure stands on. */
export const rule = { stroke: 'currentColor', 'stroke-opacity': 0.15, fill: 'none' } as const;
export const axisLine = { stroke: 'currentColor', 'stroke-opacity': 0.5, fill: 'none' } as const;

/**
 * @param range of the values; where it is left out, round numbers around `values`
 * @param pixels from the first to the last
 */
export function linearScale(
  range: readonly [number, number] | undefined,
  values: readonly number[],
  pixels: readonly [number, number],
): Scale {
  if (range) return scaleLinear(range, pixels);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = high > low ? 0.04 * (high - low) : 1;
  return scaleLinear([low - room, high + room], pixels).nice();
}

/** Ticks, lines and title of a horizontal axis. */
export function bottomAxis(
  scale: Scale,
  title: string,
  [topPx, basePx]: readonly [number, number],
): string {
  const [left = 0, right = 0] = scale.range();
  const format = scale.tickFormat(tickCount(scale));
  return [
    ...ticksOf(scale).map((value) =>
      svgTag('path', { d: `M${scale(value).toFixed(1)} ${topPx}V${basePx}`, ...rule }),
    ),
    ...ticksOf(scale).map((value) =>
      svgText(scale(value), basePx + 17, format(value), { 'text-anchor': 'middle' }),
    ),
    svgText((left + right) / 2, basePx + 36, title, { 'text-anchor': 'middle' }),
  ].join('');
}

/** Ticks, lines and title of a vertical axis. */
export function leftAxis(
  scale: Scale,
  title: string,
  [leftPx, rightPx]: readonly [number, number],
): string {
  const [bottom = 0, top = 0] = scale.range();
  const format = scale.tickFormat(tickCount(scale));
  const middle = ((bottom + top) / 2).toFixed(1);
  return [
    ...ticksOf(scale).map((value) =>
      svgTag('path', { d: `M${leftPx} ${scale(value).toFixed(1)}H${rightPx}`, ...rule }),
    ),
    ...ticksOf(scale).map((value) =>
      svgText(leftPx - 8, scale(value) + 4, format(value), { 'text-anchor': 'end' }),
    ),
    svgTag('g', { transform: `translate(14 ${middle}) rotate(-90)` }, [
      svgText(0, 0, title, { 'text-anchor': 'middle' }),
    ]),
  ].join('');
}

function ticksOf(scale: Scale): number[] {
  return scale.ticks(tickCount(scale));
}

function tickCount(scale: Scale): number {
  const [first = 0, last = 0] = scale.range();
  return Math.max(2, Math.floor(Math.abs(last - first) / tickPx));
}
