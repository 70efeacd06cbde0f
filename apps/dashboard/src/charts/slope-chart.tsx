import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';

const heightPx = 300;
const edge = { top: 12, right: 64, bottom: 34, left: 48 } as const;
/** Names under the axis: a letter takes about so much. */
const letterPx = 6.4;
/** More lines than this at their ends would have their names over each other. */
const maxNamed = 12;
const namePx = 12;

export interface SlopeLine {
  readonly key: string;
  /** Whole, for the tooltip. */
  readonly title: string;
  /** At the end of the line. */
  readonly short: string;
  /** One for each place of the axis; null where there is none. */
  readonly values: readonly (number | null)[];
  /** Drawn thicker, and named whatever the number of lines. */
  readonly isEmphasised?: boolean;
  /** For a pointer; a table beside the chart leads there by keyboard. */
  readonly onOpen?: () => void;
}

export interface SlopePlace {
  readonly title: string;
  /** Of the points over it, a variable of the style sheet; left out: the same for all. */
  readonly colour?: `--${string}`;
}

/** A line for each cell from place to place: where cells agree, the lines lean the same way. */
export function SlopeChart({
  lines,
  places,
  label,
  widthPx,
  write,
}: {
  readonly lines: readonly SlopeLine[];
  readonly places: readonly SlopePlace[];
  readonly label: string;
  readonly widthPx: number;
  readonly write: (value: number) => string;
}) {
  const values = lines.flatMap((one) => one.values.filter((value) => value !== null));
  const low = values.reduce((least, value) => Math.min(least, value), Infinity);
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  const room = 0.08 * (high - low || 0.1);
  const y = scaleLinear([low - room, high + room], [heightPx - edge.bottom, edge.top]);
  const x = scalePoint(
    places.map((_, i) => i),
    [edge.left + 12, widthPx - edge.right],
  ).padding(0.15);
  const most = Math.max(3, Math.floor(x.step() / letterPx));
  const names = spreadNames(lines, y);
  return (
    <svg className="slopes" width={widthPx} height={heightPx} role="img" aria-label={label}>
      {y.ticks(5).map((tick) => (
        <g key={tick}>
          <path className="rule" d={`M${edge.left} ${y(tick)}H${widthPx - edge.right}`} />
          <text className="tick end" x={edge.left - 6} y={y(tick) + 4}>
            {write(tick)}
          </text>
        </g>
      ))}
      {places.map(({ title }, i) => (
        <g key={title}>
          <title>{title}</title>
          <path className="rule" d={`M${x(i) ?? 0} ${edge.top}V${heightPx - edge.bottom}`} />
          <text className="tick middle" x={x(i) ?? 0} y={heightPx - edge.bottom + 18}>
            {title.length > most ? `…${title.slice(1 - most)}` : title}
          </text>
        </g>
      ))}
      {lines.map((one) => (
        <Slope
          key={one.key}
          slope={one}
          nameAt={names.get(one.key) ?? 0}
          places={places}
          x={(i) => x(i) ?? 0}
          y={y}
          isNamed={lines.length <= maxNamed || one.isEmphasised === true}
          write={write}
        />
      ))}
    </svg>
  );
}

function Slope({
  slope: { title, short, values, isEmphasised, onOpen },
  nameAt,
  places,
  x,
  y,
  isNamed,
  write,
}: {
  readonly slope: SlopeLine;
  /** The height of its name, which may be beside the end of the line. */
  readonly nameAt: number;
  readonly places: readonly SlopePlace[];
  readonly x: (i: number) => number;
  readonly y: (value: number) => number;
  readonly isNamed: boolean;
  readonly write: (value: number) => string;
}) {
  const points = values.flatMap((value, i) => (value === null ? [] : [{ i, value }]));
  const last = points.at(-1);
  const path =
    line<{ readonly i: number; readonly value: number }>(
      ({ i }) => x(i),
      ({ value }) => y(value),
    )(points) ?? '';
  return (
    <g
      className={isEmphasised ? 'slope outlying' : 'slope'}
      data-opens={onOpen ? true : undefined}
      onClick={onOpen}
    >
      <title>{`${title}: ${points.map(({ value }) => write(value)).join(' → ')}`}</title>
      {onOpen && <path className="grip" d={path} />}
      <path d={path} style={last && styleOf(places[last.i])} />
      {points.map(({ i, value }) => (
        <circle key={i} cx={x(i)} cy={y(value)} r={3.5} style={styleOf(places[i])} />
      ))}
      {last && isNamed && (
        <text className="tick" x={x(last.i) + 8} y={nameAt + 4}>
          {short}
        </text>
      )}
    </g>
  );
}

/** Heights of the names at the ends of lines: those that would lie over each other make room. */
function spreadNames(
  lines: readonly SlopeLine[],
  y: (value: number) => number,
): ReadonlyMap<string, number> {
  const ends = lines.flatMap(({ key, values }) => {
    const last = values.findLast((value) => value !== null);
    return last === undefined || last === null ? [] : [{ key, at: y(last) }];
  });
  let above = -Infinity;
  return new Map(
    ends
      .sort((a, b) => a.at - b.at)
      .map(({ key, at }) => {
        above = Math.max(at, above + namePx);
        return [key, above];
      }),
  );
}

function styleOf(place: SlopePlace | undefined): React.CSSProperties | undefined {
  return place?.colour && ({ '--series': `var(${place.colour})` } as React.CSSProperties);
}
