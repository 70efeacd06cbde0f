import type { Report, VariantReport } from '@crossfold/contracts';
import { columnName, tableOfRows, type DataTable, type NamedValue } from './data-table.js';
import { boundColumns, scoreColumns } from './score-columns.js';

export function variantTable({ studyId, variants }: Report): DataTable {
  return tableOfRows(
    variants.map(({ name, title, role, removedComponent, cells, ...variant }) => [
      ...place(studyId, name),
      ['title', title],
      ['role', role],
      ['removed_component', removedComponent],
      ...Object.entries(cells).map(([state, count]): NamedValue => [`cells_${state}`, count]),
      ['images', variant.pooled?.images ?? null],
      ...scoreColumns(variant.pooled?.scores),
      ...Object.entries(variant.intervals ?? {}).flatMap(([score, interval]) =>
        boundColumns(columnName(score), interval),
      ),
      ...scoreColumns(variant.overCells?.mean, { before: 'mean_' }),
      ...scoreColumns(variant.overCells?.sd, { before: 'sd_' }),
      ...calibrationColumns(variant),
    ]),
  );
}

function calibrationColumns({ calibration }: Pick<VariantReport, 'calibration'>): NamedValue[] {
  return [
    ['temperature_low', calibration?.temperatures[0] ?? null],
    ['temperature_high', calibration?.temperatures[1] ?? null],
    ['calibrated_ece', calibration?.ece.after ?? null],
    ['calibrated_nll', calibration?.nll.after ?? null],
  ];
}

export function classTable({ studyId, variants }: Report): DataTable {
  return tableOfRows(
    variants.flatMap(({ name, pooled }) =>
      (pooled?.perClass ?? []).map((row): NamedValue[] => [
        ...place(studyId, name),
        ['class', row.name],
        ['images', row.support],
        ['precision', row.precision],
        ['recall', row.recall],
        ['f1', row.f1],
        ['roc_auc', row.rocAuc],
        ['average_precision', row.averagePrecision],
      ]),
    ),
  );
}

/** All that a comparison says, flat: nested fields joined by `_`, intervals as two bounds. */
export function differenceTable({ studyId, variants }: Report): DataTable {
  return tableOfRows(
    variants.flatMap(({ name, comparison }) =>
      comparison ? [[...place(studyId, name), ...flatColumns(comparison)]] : [],
    ),
  );
}

function flatColumns(fields: object, before = ''): NamedValue[] {
  return Object.entries(fields).flatMap(([field, value]: [string, unknown]) => {
    const column = `${before}${columnName(field)}`;
    if (isInterval(value)) return boundColumns(column, value);
    if (Array.isArray(value)) return [[column, JSON.stringify(value)]];
    if (typeof value === 'object' && value !== null) {
      const isGroup = field === 'intervals';
      return flatColumns(value, isGroup ? before : `${column}_`);
    }
    return [[column, (value ?? null) as NamedValue[1]]];
  });
}

function isInterval(value: unknown): value is readonly [number, number] {
  return (
    Array.isArray(value) && value.length === 2 && value.every((bound) => typeof bound === 'number')
  );
}

function place(studyId: string, variant: string): NamedValue[] {
  return [
    ['study', studyId],
    ['variant', variant],
  ];
}
