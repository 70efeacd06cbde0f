import type { ReportCell, ReportColumn, ReportTable, Unit } from '@crossfold/contracts';

type Rare = 'variant' | 'form' | 'notes' | 'isMain';

/** A table of a report; what is left out is what most tables have. */
export function buildTable(
  table: Omit<ReportTable, Rare> & Partial<Pick<ReportTable, Rare>>,
): ReportTable {
  return { variant: null, form: 'list', notes: [], isMain: false, ...table };
}

export function texts(...titles: string[]): ReportColumn[] {
  return titles.map((title) => ({ title, kind: 'text', unit: null }));
}

export function prose(title: string): ReportColumn {
  return { title, kind: 'prose', unit: null };
}

/** Columns whose numbers are written alike. */
export function numbers(unit: Unit, ...titles: string[]): ReportColumn[] {
  return titles.map((title) => ({ title, kind: 'number', unit }));
}

/** A number with its interval where there is one; nothing where there is no number. */
export function measured(
  value: number | null | undefined,
  interval: readonly [number, number] | null | undefined,
): ReportCell {
  if (value === null || value === undefined) return null;
  return interval ? { value, interval: [interval[0], interval[1]] } : value;
}

/** A mean with its standard deviation where there is one. */
export function spread(mean: number | null | undefined, sd: number | null | undefined): ReportCell {
  if (mean === null || mean === undefined) return null;
  return sd === null || sd === undefined ? mean : { value: mean, sd };
}
