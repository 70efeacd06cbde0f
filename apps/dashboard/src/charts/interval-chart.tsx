import type { IntervalsDrawing } from '@crossfold/contracts';
import { scaleLinear, type ScaleLinear } from 'd3-scale';

type Scale = ScaleLinear<number, number>;

/** Of a bold letter of average width; the names' column holds so many of them. */
const letterPx = 7.6;
const rowPx = 30;
/** Of a row whose name stands above it, where there is no room beside it. */
const stackedRowPx = 42;
const nameAbovePx = 14;
const topPx = 20;
/** Of the marks at the ends of the second interval, to either side. */
const endPx = 5;
const bottomPx = 42;
/** Below this width there is no room for what stands behind a row. */
const remarkWidthPx = 520;
const remarkPx = 150;

/** A value as people read it, always with a sign where the axis is of differences. */
function write(value: number, isDifference: boolean): string {
  const text = Math.abs(value).toFixed(1);
  if (value < 0) return `−${text}`;
  return isDifference ? `+${text}` : text;
}

/**
 * Estimates with their intervals below each other, beside a value to see them against and the band
 * within which a difference makes none in practice: a forest plot.
 */
export function IntervalChart({
  title,
  drawing,
  widthPx,
}: {
  readonly title: string;
  readonly drawing: IntervalsDrawing;
  readonly widthPx: number;
}) {
  const { rows, reference, band, axis } = drawing;
  const isDifference = reference.value === 0;
  const longest = Math.max(...rows.map(({ name }) => name.length));
  const neededPx = longest * letterPx + 4;
  const isStacked = widthPx < remarkWidthPx && neededPx > widthPx * 0.36;
  const namesPx = isStacked ? 0 : Math.min(neededPx, widthPx * 0.36);
  const pitchPx = isStacked ? stackedRowPx : rowPx;
  const hasRemarks = widthPx >= remarkWidthPx && rows.some(({ remark }) => remark !== '');
  const rightPx = widthPx - (hasRemarks ? remarkPx : 16);
  const ends = rows.flatMap(({ value, interval, second }) => [
    ...[value, ...(interval ?? []), ...(second ?? [])],
  ]);
  const all = [reference.value, ...(band ?? []), ...ends];
  const [low, high] = axis.range ?? [Math.min(...all), Math.max(...all)];
  const room = axis.range ? 0 : 0.06 * (high - low || 1);
  const x = scaleLinear([low - room, high + room], [namesPx + 10, rightPx]);
  const basePx = topPx + rows.length * pitchPx;
  const ticks = x.ticks(Math.max(2, Math.floor((rightPx - namesPx) / 80)));
  const label = rows
    .map(({ name, value, remark }) => {
      const unit = isDifference ? ' points' : ' %';
      return `${name} ${write(value, isDifference)}${unit}${remark === '' ? '' : `, ${remark}`}`;
    })
    .join('; ');
  return (
    <svg
      className="intervals"
      width={widthPx}
      height={basePx + bottomPx}
      role="img"
      aria-label={`${title}: ${label}`}
    >
      {band && (
        <rect
          className="band"
          x={x(band[0])}
          y={topPx}
          width={x(band[1]) - x(band[0])}
          height={basePx - topPx}
        />
      )}
      {ticks.map((value) => (
        <g key={value}>
          <path className="rule" d={`M${x(value)} ${topPx}V${basePx}`} />
          <text className="tick middle" x={x(value)} y={basePx + 16}>
            {x.tickFormat(6)(value)}
          </text>
        </g>
      ))}
      <path className="reference" d={`M${x(reference.value)} ${topPx - 4}V${basePx}`} />
      <text
        className={x(reference.value) < widthPx / 2 ? 'tick' : 'tick end'}
        x={x(reference.value)}
        y={11}
      >
        {reference.title}
      </text>
      {rows.map((row, i) => (
        <IntervalRow
          key={row.name}
          row={row}
          x={x}
          y={topPx + (i + 0.5) * pitchPx + (isStacked ? nameAbovePx / 2 : 0)}
          names={isStacked ? { above: widthPx } : { beside: namesPx }}
          remarkAt={hasRemarks ? rightPx + 12 : null}
          write={(value) => write(value, isDifference)}
        />
      ))}
      <text className="label middle" x={(namesPx + rightPx) / 2} y={basePx + bottomPx - 6}>
        {axis.title}
      </text>
    </svg>
  );
}

function isBeyond(value: number, x: Scale): boolean {
  const [low = value, high = value] = x.domain();
  return value < low || value > high;
}

/** Cut at the ends of the axis, with the head of an arrow where it goes on. */
function intervalPath([low, high]: readonly [number, number], x: Scale, y: number): string {
  const [least = low, most = high] = x.domain();
  const [left, right] = [x(Math.max(low, least)), x(Math.min(high, most))];
  const head = (at: number, inwards: number) =>
    `M${at + inwards} ${y - endPx}L${at} ${y}L${at + inwards} ${y + endPx}`;
  return [
    `M${left} ${y}H${right}`,
    low < least ? head(left, endPx) : '',
    high > most ? head(right, -endPx) : '',
  ].join('');
}

function IntervalRow({
  row: { name, value, interval, second, remark, isEmphasised },
  x,
  y,
  names,
  remarkAt,
  write: text,
}: {
  readonly row: IntervalsDrawing['rows'][number];
  readonly x: Scale;
  readonly y: number;
  /** The room that names have, in pixels: beside the rows, or above them. */
  readonly names: { readonly beside: number } | { readonly above: number };
  readonly remarkAt: number | null;
  readonly write: (value: number) => string;
}) {
  const isAbove = 'above' in names;
  const roomPx = isAbove ? names.above : names.beside;
  const most = Math.floor(roomPx / letterPx);
  // The whole name is in the tooltip and in the table.
  const short = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  const range = interval ? `, interval ${interval.map(text).join(' to ')}` : '';
  return (
    <g className={isEmphasised ? 'estimate emphasis' : 'estimate'}>
      <title>{`${name}: ${text(value)}${range}${remark === '' ? '' : `, ${remark}`}`}</title>
      <text
        className={isAbove ? 'name' : 'name end'}
        x={isAbove ? 0 : roomPx}
        y={isAbove ? y - nameAbovePx + 4 : y + 4}
      >
        {short}
      </text>
      {second && <path className="second" d={intervalPath(second, x, y)} />}
      {interval && <path className="range" d={intervalPath(interval, x, y)} />}
      {/* Where the thick one hides the thin one, its ends are seen. */}
      {second?.map((end, i) =>
        isBeyond(end, x) ? null : (
          <path key={i} className="second" d={`M${x(end)} ${y - endPx}V${y + endPx}`} />
        ),
      )}
      <circle cx={x(value)} cy={y} r={5} />
      {remarkAt !== null && (
        <text className="remark" x={remarkAt} y={y + 4}>
          {remark}
        </text>
      )}
    </g>
  );
}
