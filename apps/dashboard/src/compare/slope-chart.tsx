import type { ComparisonAcross } from '@crossfold/contracts';
import { percent } from '@crossfold/contracts/page';
import { scaleLinear, scalePoint } from 'd3-scale';
import { line } from 'd3-shape';

const heightPx = 300;
const edge = { top: 12, right: 64, bottom: 34, left: 40 } as const;
/** Names under the axis: a letter takes about so much. */
const letterPx = 6.4;

/** A line for each fold from variant to variant: where folds agree, the lines lean the same way. */
export function SlopeChart({
  folds,
  titles,
  widthPx,
}: {
  readonly folds: ComparisonAcross['folds'];
  /** Of the variants, in the order of the values. */
  readonly titles: readonly string[];
  readonly widthPx: number;
}) {
  const values = folds.flatMap((fold) => fold.values.filter((value) => value !== null));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.08 * (high - low || 0.1);
  const y = scaleLinear([low - room, high + room], [heightPx - edge.bottom, edge.top]);
  const places = titles.map((_, i) => i);
  const x = scalePoint(places, [edge.left + 12, widthPx - edge.right]).padding(0.15);
  const path = line<{ readonly i: number; readonly value: number }>(
    ({ i }) => x(i) ?? 0,
    ({ value }) => y(value),
  );
  const most = Math.max(3, Math.floor(x.step() / letterPx));
  const label = `Balanced accuracy by fold, ${folds.length} folds over ${titles.length} variants; the table below has the numbers`;
  return (
    <svg className="slopes" width={widthPx} height={heightPx} role="img" aria-label={label}>
      {y.ticks(5).map((tick) => (
        <g key={tick}>
          <path className="rule" d={`M${edge.left} ${y(tick)}H${widthPx - edge.right}`} />
          <text className="tick end" x={edge.left - 6} y={y(tick) + 4}>
            {percent(tick)}
          </text>
        </g>
      ))}
      {titles.map((title, i) => (
        <g key={title}>
          <title>{title}</title>
          <path className="rule" d={`M${x(i) ?? 0} ${edge.top}V${heightPx - edge.bottom}`} />
          <text className="tick middle" x={x(i) ?? 0} y={heightPx - edge.bottom + 18}>
            {title.length > most ? `…${title.slice(1 - most)}` : title}
          </text>
        </g>
      ))}
      {folds.map(({ repeat, fold, values: own }) => {
        const points = own.flatMap((value, i) => (value === null ? [] : [{ i, value }]));
        const last = points.at(-1);
        const name = foldTitle({ repeat, fold });
        return (
          <g key={name} className="slope">
            <title>{`${name}: ${points.map(({ value }) => percent(value)).join(' → ')}`}</title>
            <path d={path(points) ?? ''} />
            {points.map(({ i, value }) => (
              <circle key={i} cx={x(i) ?? 0} cy={y(value)} r={3.5} />
            ))}
            {last && (
              <text className="tick" x={(x(last.i) ?? 0) + 8} y={y(last.value) + 4}>
                {repeat === 0 ? `f${fold}` : `r${repeat} f${fold}`}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

export function foldTitle({
  repeat,
  fold,
}: {
  readonly repeat: number;
  readonly fold: number;
}): string {
  return repeat === 0 ? `fold ${fold}` : `repeat ${repeat}, fold ${fold}`;
}
