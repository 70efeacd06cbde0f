/** An interval of a difference of shares without the part that no difference can have. */
export function possibleInterval(
  interval: readonly [number, number] | null | undefined,
): [number, number] | null {
  return interval ? [Math.max(-1, interval[0]), Math.min(1, interval[1])] : null;
}

/** Whether {@link possibleInterval} leaves something out. */
export function reachesBeyond(interval: readonly [number, number] | null | undefined): boolean {
  return interval ? interval[0] < -1 || interval[1] > 1 : false;
}

/** Said wherever such an interval is shown. */
export const cutText =
  'Intervals are cut at ±100 points, which no difference can exceed: that wide, they rest on too few cells.';
