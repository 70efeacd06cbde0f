import type { IntervalsDrawing } from '@crossfold/contracts';

/** An interval that is so many times as wide as half of all would stretch the axis for them. */
const maxTimes = 6;
/** Of the width of what is shown, to either side. */
const roomShare = 0.04;

/** Said where intervals are cut. */
export const arrowText = 'An arrow: the interval goes on beyond the axis.';

/**
 * A range of the axis on which most intervals can be read, thick and thin, where some are so wide that
 * they alone would decide on it, as those of two cells are; those are cut. Undefined where none is.
 */
export function readableRange({
  rows,
  reference,
  band,
}: Pick<IntervalsDrawing, 'rows' | 'reference' | 'band'>): [number, number] | undefined {
  const intervals = rows.flatMap(({ interval, second }) =>
    [interval, second].filter((one) => one !== null),
  );
  const widths = intervals.map(([low, high]) => high - low).sort((a, b) => a - b);
  const median = widths[Math.floor((widths.length - 1) / 2)] ?? 0;
  const kept = intervals.filter(([low, high]) => high - low <= maxTimes * median);
  const values = [
    ...[...kept.flat(), ...rows.map(({ value }) => value)],
    ...[reference.value, ...(band ?? [])],
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isCut = intervals.some((interval) => interval[0] < low || interval[1] > high);
  const room = roomShare * (high - low);
  return isCut ? [low - room, high + room] : undefined;
}
