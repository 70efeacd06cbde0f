/** A table before it is written in some format: cells are text, ready to print. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** The last column holds sentences. */
  readonly isProse?: true;
  /** Belongs into a paper: without more being asked for, LaTeX has these. */
  readonly isMain?: true;
}

export const dash = '–';

/** A share in hundredths. */
export function percent(value: number | null | undefined): string {
  return value === undefined || value === null ? dash : (100 * value).toFixed(1);
}

export function decimal(value: number | undefined): string {
  return value === undefined ? dash : value.toFixed(3).replace('-', '−');
}

export function withInterval(
  write: (value: number) => string,
  value: number | undefined,
  interval: readonly [number, number] | null | undefined,
): string {
  if (value === undefined) return dash;
  return interval ? `${write(value)} [${interval.map(write).join(', ')}]` : write(value);
}

/** A difference of shares in points, always with a sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${percent(Math.abs(value))}`;
}

export function probability(p: number | null | undefined): string {
  if (p === null || p === undefined) return dash;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
