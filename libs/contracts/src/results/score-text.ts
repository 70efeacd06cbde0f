/** What stands where there is no value. */
export const dash = '–';

/** A share in hundredths: 0.7123 is "71.2". */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? dash : (100 * share).toFixed(1);
}

/** With three decimals. */
export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? dash : value.toFixed(3).replace('-', '−');
}

/** A difference of shares in points, always with a sign. */
export function signed(difference: number | null | undefined): string {
  if (difference === null || difference === undefined) return dash;
  return `${difference < 0 ? '−' : '+'}${percent(Math.abs(difference))}`;
}

export function probability(p: number | null | undefined): string {
  if (p === null || p === undefined) return dash;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** How a number of each unit is written, whoever writes it. */
export const units = {
  count: (value: number) => String(value),
  percent,
  points: signed,
  decimal,
  probability,
} as const satisfies Record<string, (value: number) => string>;
export type Unit = keyof typeof units;
export type ScoreUnit = Extract<Unit, 'percent' | 'decimal'>;

export function withInterval(
  write: (value: number) => string,
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
): string {
  if (value === null || value === undefined) return dash;
  return interval ? `${write(value)} [${interval.map(write).join(', ')}]` : write(value);
}
