import { quantile } from './finding.js';

/** Something that is to stay below a number that was set before anything was measured. */
export interface Bar {
  readonly what: string;
  readonly unit: 'ms' | 'MB' | 'events' | '%';
  readonly values: readonly number[];
  /** Which of the values is held against the bar. */
  readonly statistic: 'p95' | 'largest';
  readonly below: number;
}

/** NaN where nothing was measured, which keeps no bar. */
export function heldValue({ values, statistic }: Bar): number {
  if (values.length === 0) return NaN;
  return statistic === 'p95' ? quantile(values, 0.95) : Math.max(...values);
}

export function isKept(bar: Bar): boolean {
  return heldValue(bar) < bar.below;
}

/** One line for each, with the verdict beside. */
export function renderBars(bars: readonly Bar[]): string[] {
  const width = Math.max(...bars.map(({ what }) => what.length));
  return bars.map((bar) => {
    const { what, unit, statistic, below, values } = bar;
    const shown = `${Number(heldValue(bar).toPrecision(3))} ${unit}`.padStart(12);
    const of = `${statistic} of ${values.length}`.padEnd(14);
    return `  ${what.padEnd(width)} ${shown}  ${of} bar ${below} ${unit}: ${isKept(bar) ? 'kept' : 'MISSED'}`;
  });
}
