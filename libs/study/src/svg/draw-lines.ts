import type { LinesDrawing } from '@crossfold/contracts';
import { bottomAxis, leftAxis, linearScale, type Scale } from './axes.js';
import { escapeMarkup, svgTag, svgText, tenth } from './mark-up.js';
import type { Picture } from './picture.js';

type Series = LinesDrawing['series'][number];

/**
 * Colours that people with any colour vision tell apart (Okabe and Ito 2008), each with a dash of
 * its own, for print in black.
 */
const strokes = [
  ['#0072b2', ''],
  ['#d55e00', '7 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '9 3 2 3'],
  ['#e69f00', '5 2'],
  ['#56b4e9', '1 2'],
  ['#8c7a00', '12 3'],
  ['#555555', '4 4'],
] as const;

const [leftPx, topPx, maxPlotPx, legendRowPx] = [56, 10, 420, 19];
/** Radius of a mark that stands for the whole. */
const wholeRadiusPx = 24;

export function drawLines(
  { x: xAxis, y: yAxis, reference, series }: LinesDrawing,
  widthPx: number,
): Picture {
  const plotPx = Math.min(maxPlotPx, widthPx - leftPx - 12);
  const basePx = topPx + Math.round(plotPx * 0.75);
  const points = series.flatMap((one) => one.points);
  const bounds = series.flatMap(({ band }) => band.flatMap(([, low, high]) => [low, high]));
  const x = linearScale(
    xAxis.range,
    points.map(([value]) => value),
    [leftPx, leftPx + plotPx],
  );
  const y = linearScale(
    yAxis.range,
    [...points.map(([, value]) => value), ...bounds],
    [basePx, topPx],
  );
  const isBeside = widthPx - leftPx - plotPx > 160;
  const legend = isBeside
    ? { x: leftPx + plotPx + 20, y: topPx + 10 }
    : { x: leftPx, y: basePx + 58 };
  return {
    heightPx: Math.max(basePx + 46, legend.y + (series.length + (reference ? 1 : 0)) * legendRowPx),
    parts: [
      bottomAxis(x, xAxis.title, [topPx, basePx]),
      leftAxis(y, yAxis.title, [leftPx, leftPx + plotPx]),
      reference ? referenceLine(reference, x, y) : '',
      ...series.map(({ band }, i) => (band.length > 0 ? bandPath(band, x, y, i) : '')),
      ...series.map((one, i) => drawSeries(one, x, y, i)),
      ...series.map(({ name }, i) =>
        legendRow(name, strokeOf(i), { x: legend.x, y: legend.y + i * legendRowPx }),
      ),
      reference
        ? legendRow(reference.title, referenceStroke, {
            x: legend.x,
            y: legend.y + series.length * legendRowPx,
          })
        : '',
    ],
  };
}

type Stroke = Readonly<Record<string, string | number>>;

const referenceStroke: Stroke = { stroke: 'currentColor', 'stroke-opacity': 0.5, fill: 'none' };

function strokeOf(index: number): Stroke {
  const [stroke, dash] = strokes[index % strokes.length] ?? strokes[0];
  return { stroke, 'stroke-width': 2, 'stroke-dasharray': dash || 'none', fill: 'none' };
}

function referenceLine(
  { ends }: NonNullable<LinesDrawing['reference']>,
  x: Scale,
  y: Scale,
): string {
  return svgTag('path', { d: path(ends, x, y), ...referenceStroke });
}

function bandPath(band: Series['band'], x: Scale, y: Scale, index: number): string {
  const upper = band.map(([at, , high]): [number, number] => [at, high]);
  const lower = band.map(([at, low]): [number, number] => [at, low]).reverse();
  const [fill] = strokes[index % strokes.length] ?? strokes[0];
  return svgTag('path', { d: `${path([...upper, ...lower], x, y)}Z`, fill, 'fill-opacity': 0.15 });
}

function drawSeries({ name, points, sizes }: Series, x: Scale, y: Scale, index: number): string {
  const title = svgTag('title', {}, [escapeMarkup(name)]);
  if (sizes === null) {
    return svgTag('path', { d: path(points, x, y), ...strokeOf(index) }, [title]);
  }
  const [fill] = strokes[index % strokes.length] ?? strokes[0];
  const marks = points.map(([px, py], i) =>
    svgTag('circle', {
      cx: x(px),
      cy: y(py),
      r: Math.max(2.5, wholeRadiusPx * Math.sqrt(sizes[i] ?? 0)),
      fill,
      'fill-opacity': 0.75,
    }),
  );
  return svgTag('g', {}, [title, ...marks]);
}

function legendRow(name: string, stroke: Stroke, { x, y }: { x: number; y: number }): string {
  return [
    svgTag('path', { d: `M${tenth(x)} ${tenth(y)}h26`, ...stroke }),
    svgText(x + 34, y + 4, name.length > 30 ? `${name.slice(0, 29)}…` : name),
  ].join('');
}

function path(points: readonly (readonly [number, number])[], x: Scale, y: Scale): string {
  return `M${points.map(([px, py]) => `${tenth(x(px))} ${tenth(y(py))}`).join('L')}`;
}
