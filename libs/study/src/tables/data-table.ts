/** Null where there is nothing to say: an empty field of CSV, null in JSON. */
export type TableValue = string | number | boolean | null;

/** A table for programs: values and not texts, each column one thing, a row at a time. */
export interface DataTable {
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<readonly TableValue[]>;
}

export type NamedValue = readonly [column: string, value: TableValue];

/** `balancedAccuracy` as `balanced_accuracy`, which data frames can take for an attribute. */
export function columnName(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A table whose rows all name the same columns. */
export function tableOfRows(rows: readonly (readonly NamedValue[])[]): DataTable {
  const columns = [...new Set(rows.flatMap((row) => row.map(([column]) => column)))];
  const values = rows.map((row) => {
    const byColumn = new Map(row);
    return columns.map((column) => byColumn.get(column) ?? null);
  });
  return { columns, rows: inTurn(values) };
}

/** Nothing here waits, but what is written takes rows as they come from the store. */
async function* inTurn<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
