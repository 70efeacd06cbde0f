import type { IntervalsDrawing } from '@crossfold/contracts';
import { bottomAxis, linearScale, type Scale } from './axes.js';
import { escapeMarkup, svgTag, svgText, tenth } from './mark-up.js';
import type { Picture } from './picture.js';

/** Width of a letter, on average, and the most that names and remarks take of the figure. */
const letterPx = 7.2;
const [maxNames, maxRemarks] = [210, 150];
const rowPx = 26;
const topPx = 24;
const headPx = 5;

export function drawIntervals(
  { axis, reference, band, rows }: IntervalsDrawing,
  widthPx: number,
): Picture {
  const namesPx = columnPx(
    rows.map(({ name }) => name),
    maxNames,
  );
  const remarksPx = columnPx(
    rows.map(({ remark }) => remark),
    maxRemarks,
  );
  const values = rows.flatMap(({ value, interval, second }) => [
    value,
    ...(interval ?? []),
    ...(second ?? []),
  ]);
  const x = linearScale(
    axis.range,
    [...values, reference.value, ...(band ?? [])],
    [namesPx + 14, widthPx - remarksPx - 14],
  );
  const basePx = topPx + rows.length * rowPx;
  return {
    heightPx: basePx + 44,
    parts: [
      band ? bandRect(x, band, basePx) : '',
      bottomAxis(x, axis.title, [topPx, basePx]),
      svgTag('path', {
        d: `M${x(reference.value).toFixed(1)} ${topPx - 4}V${basePx}`,
        stroke: 'currentColor',
        'stroke-width': 1.5,
      }),
      svgText(x(reference.value), topPx - 9, reference.title, { 'text-anchor': 'middle' }),
      ...rows.map((row, i) =>
        drawRow(row, x, topPx + (i + 0.5) * rowPx, { namesPx, remarksPx: widthPx - remarksPx }),
      ),
    ],
  };
}

function bandRect(x: Scale, [low, high]: readonly [number, number], basePx: number): string {
  return svgTag('rect', {
    x: x(low),
    y: topPx,
    width: x(high) - x(low),
    height: basePx - topPx,
    fill: 'currentColor',
    'fill-opacity': 0.08,
  });
}

function drawRow(
  { name, value, interval, second, remark, isEmphasised }: IntervalsDrawing['rows'][number],
  x: Scale,
  y: number,
  { namesPx, remarksPx }: { readonly namesPx: number; readonly remarksPx: number },
): string {
  const colour = isEmphasised ? 'var(--mark, #0072b2)' : 'currentColor';
  const line = (range: readonly [number, number], strokePx: number, offset: number) =>
    svgTag('path', {
      d: intervalPath(range, x, y + offset),
      stroke: colour,
      'stroke-width': strokePx,
      fill: 'none',
    });
  const weight = isEmphasised ? 600 : 400;
  return svgTag('g', {}, [
    svgTag('title', {}, [titleOf(name, value, interval)]),
    svgText(namesPx, y + 4, shortened(name, maxNames), {
      'text-anchor': 'end',
      'font-weight': weight,
    }),
    second ? line(second, 1, 5) : '',
    interval ? line(interval, 3, 0) : '',
    svgTag('circle', { cx: x(value), cy: y, r: 4.5, fill: colour }),
    svgText(remarksPx, y + 4, shortened(remark, maxRemarks), { 'font-weight': weight }),
  ]);
}

/** Cut at the ends of the axis, with the head of an arrow where it goes on. */
function intervalPath([low, high]: readonly [number, number], x: Scale, y: number): string {
  const [least = low, most = high] = x.domain();
  const [left, right] = [x(Math.max(low, least)), x(Math.min(high, most))];
  const head = (px: number, inwards: number) =>
    `M${tenth(px + inwards)} ${y - headPx}L${tenth(px)} ${y}L${tenth(px + inwards)} ${y + headPx}`;
  return [
    `M${tenth(left)} ${y}H${tenth(right)}`,
    low < least ? head(left, headPx) : '',
    high > most ? head(right, -headPx) : '',
  ].join('');
}

function titleOf(name: string, value: number, interval: readonly [number, number] | null): string {
  const range = interval ? ` [${interval.map(written).join(', ')}]` : '';
  return `${escapeMarkup(name)}: ${written(value)}${range}`;
}

function written(value: number): string {
  return value.toFixed(1).replace('-', '−');
}

function columnPx(texts: readonly string[], maxPx: number): number {
  return Math.min(maxPx, Math.max(0, ...texts.map(({ length }) => length)) * letterPx + 4);
}

function shortened(text: string, maxPx: number): string {
  const most = Math.floor(maxPx / letterPx);
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
