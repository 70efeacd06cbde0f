import type { LinesDrawing } from '@crossfold/contracts';
import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { placeLook, variantLook, type VariantLook } from './variant-look.js';

const margin = { top: 10, right: 14, bottom: 40, left: 52 };
const largestPx = 640;
const heightPx = 300;
/** Radius of a mark that stands for the whole; the area of a mark is its share. */
const fullRadiusPx = 26;
const smallestRadiusPx = 2.5;
/** More points than this on a line would make a string of beads of it. */
const maxDots = 24;
/** Of the names above the drawing: a letter, what stands before and behind a name, and a row. */
const letterPx = 6.8;
const keyPx = 46;
const keyRowPx = 18;

/** Lines over an axis, with bands and marks where a report has them. */
export function LineFigure({
  title,
  drawing,
  variants,
  widthPx,
}: {
  readonly title: string;
  readonly drawing: LinesDrawing;
  /** Of the study: a line that has the name of one looks as it does everywhere. */
  readonly variants: readonly { readonly name: string; readonly role: string }[];
  readonly widthPx: number;
}) {
  const { series, reference } = drawing;
  const looks = series.map(({ name }, i) =>
    variants.some((one) => one.name === name) ? variantLook(variants, name) : placeLook(i),
  );
  // Both axes of the same range: a square, so that its diagonal is one.
  const isSquare = String(drawing.x.range) === String(drawing.y.range) && drawing.x.range;
  const width = Math.min(isSquare ? 340 : largestPx, widthPx);
  const keys = series.length > 1 ? placeKeys(series, width) : [];
  const topPx = margin.top + keyRowPx * (1 + Math.max(-1, ...keys.map(({ row }) => row)));
  const height = (isSquare ? width - margin.top : heightPx) + topPx;
  const points = series.flatMap((one) => one.points);
  const bands = series.flatMap((one) => one.band.flatMap(([, low, high]) => [low, high]));
  const rangeOf = (values: readonly number[]): [number, number] => [
    Math.min(...values),
    Math.max(...values),
  ];
  const x = scaleLinear(drawing.x.range ?? rangeOf(points.map(([at]) => at)), [
    margin.left,
    width - margin.right,
  ]);
  const y = scaleLinear(
    drawing.y.range ?? rangeOf([...points.map(([, value]) => value), ...bands]),
    [height - margin.bottom, topPx],
  );
  const lineOf = line<[number, number]>(
    ([at]) => x(at),
    ([, value]) => y(value),
  );
  const areaOf = area<[number, number, number]>()
    .x(([at]) => x(at))
    .y0(([, low]) => y(low))
    .y1(([, , high]) => y(high));
  const base = height - margin.bottom;
  return (
    <svg className="lines" width={width} height={height} role="img" aria-label={title}>
      {keys.map(({ name, x: left, row }, i) => (
        <g key={name} transform={`translate(${left} ${keyRowPx * row + 10})`}>
          <path className="line" d="M0 0H24" style={styleOf(looks[i])} />
          <text className="name" x={30} y={4}>
            {name}
          </text>
        </g>
      ))}
      {y.ticks(5).map((value) => (
        <g key={value}>
          <path className="rule" d={`M${margin.left} ${y(value)}H${width - margin.right}`} />
          <text className="tick end" x={margin.left - 6} y={y(value) + 4}>
            {y.tickFormat(5)(value)}
          </text>
        </g>
      ))}
      {x.ticks(Math.max(2, Math.floor(width / 80))).map((value) => (
        <text key={value} className="tick middle" x={x(value)} y={base + 16}>
          {x.tickFormat(5)(value)}
        </text>
      ))}
      {reference && (
        <path className="reference" d={lineOf(reference.ends.map(([a, b]) => [a, b])) ?? ''}>
          <title>{reference.title}</title>
        </path>
      )}
      {series.map(({ name, points: own, band, sizes }, i) => (
        <g key={name} style={styleOf(looks[i])}>
          {band.length > 0 && <path className="spread" d={areaOf(band) ?? ''} />}
          {!sizes && (
            <path className="line" d={lineOf(own) ?? ''}>
              <title>{name}</title>
            </path>
          )}
          {(sizes || own.length <= maxDots ? own : []).map(([at, value], p) => {
            const size = sizes?.[p];
            const r =
              size === undefined ? 3 : Math.max(smallestRadiusPx, fullRadiusPx * Math.sqrt(size));
            return (
              <circle
                key={p}
                cx={x(at)}
                cy={y(value)}
                r={r}
                className={sizes ? 'sized' : undefined}
              >
                <title>{`${name}: ${at.toPrecision(3)}, ${value.toPrecision(4)}`}</title>
              </circle>
            );
          })}
        </g>
      ))}
      <text className="label middle" x={(margin.left + width) / 2} y={height - 6}>
        {drawing.x.title}
      </text>
      <text className="label middle" transform={`translate(12 ${(topPx + base) / 2}) rotate(-90)`}>
        {drawing.y.title}
      </text>
    </svg>
  );
}

/** Where the names of the lines stand above them, in rows that are as full as they can be. */
function placeKeys(
  series: LinesDrawing['series'],
  widthPx: number,
): { readonly name: string; readonly x: number; readonly row: number }[] {
  let [x, row] = [margin.left, 0];
  return series.map(({ name }) => {
    const ownPx = keyPx + name.length * letterPx;
    if (x > margin.left && x + ownPx > widthPx) [x, row] = [margin.left, row + 1];
    const place = { name, x, row };
    x += ownPx;
    return place;
  });
}

function styleOf(look: VariantLook | undefined): React.CSSProperties | undefined {
  if (!look) return undefined;
  const style = { '--series': `var(${look.colour})`, '--dash': look.dash.join(' ') || 'none' };
  return style as React.CSSProperties;
}
