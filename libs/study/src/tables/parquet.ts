import { AppError } from '@crossfold/contracts';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { DataTable, TableValue } from './data-table.js';

/** Whole numbers; other numbers are doubles, also where the first of them are whole. */
const wholeColumns = new Set([
  ...['repeat', 'fold', 'seed', 'attempt', 'epoch', 'epochs', 'best_epoch', 'images', 'groups'],
  ...['images_train', 'images_validation', 'images_test'],
]);

/** Texts that may be missing from the first rows, or from all. */
const sparseTextColumns = new Set(['error', 'device', 'started_at', 'finished_at', 'baseline']);

type ColumnType = 'BOOLEAN' | 'DOUBLE' | 'INT64' | 'STRING';

/** Held in memory at once. */
const rowsInGroup = 20_000;

/**
 * A table as the bytes of a Parquet file, a group of rows at a time. Texts, numbers and truth
 * values of a column are told by its first group, and by its name where that has none.
 *
 * @throws AppError INTERNAL for a value of another type than its column has
 */
export async function* parquetBytes({ columns, rows }: DataTable): AsyncGenerator<Uint8Array> {
  const writer = new ByteWriter();
  let open: { readonly parquet: ParquetWriter; readonly types: readonly ColumnType[] } | null =
    null;
  const begin = (group: readonly (readonly TableValue[])[]) => {
    const types = columns.map((name, c) =>
      typeOf(
        name,
        group.map((row) => row[c] ?? null),
      ),
    );
    const columnData = columns.map((name, c) => {
      return { name, data: [], type: types[c] as ColumnType, nullable: true };
    });
    const schema = schemaFromColumnData({ columnData });
    return { types, parquet: new ParquetWriter({ writer, schema, createdBy: 'crossfold' }) };
  };
  for await (const group of inGroups(rows)) {
    open ??= begin(group);
    const { parquet, types } = open;
    const columnData = columns.map((name, c) => {
      const type = types[c] as ColumnType;
      return { name, data: group.map((row) => stored(row[c] ?? null, type, name)) };
    });
    await parquet.write({ columnData, rowGroupSize: Math.max(1, group.length) });
    yield taken(writer);
  }
  await open?.parquet.finish();
  yield taken(writer);
}

/** At least one group, which may be empty. */
async function* inGroups(rows: DataTable['rows']) {
  let group: (readonly TableValue[])[] = [];
  let isFirst = true;
  for await (const row of rows) {
    group.push(row);
    if (group.length < rowsInGroup) continue;
    yield group;
    group = [];
    isFirst = false;
  }
  if (group.length > 0 || isFirst) yield group;
}

function typeOf(name: string, values: readonly TableValue[]): ColumnType {
  const value = values.find((one) => one !== null) ?? null;
  if (typeof value === 'string' || sparseTextColumns.has(name)) return 'STRING';
  if (typeof value === 'boolean') return 'BOOLEAN';
  return wholeColumns.has(name) ? 'INT64' : 'DOUBLE';
}

function stored(value: TableValue, type: ColumnType, name: string): TableValue | bigint {
  if (value === null) return null;
  const wanted = { BOOLEAN: 'boolean', DOUBLE: 'number', INT64: 'number', STRING: 'string' }[type];
  if (typeof value === wanted) return type === 'INT64' ? BigInt(value) : value;
  const message = `expected ${type} for the column ${name} of Parquet, got ${JSON.stringify(value)}`;
  throw new AppError('INTERNAL', message);
}

function taken(writer: ByteWriter): Uint8Array {
  const bytes = new Uint8Array(writer.buffer.slice(0, writer.index));
  writer.index = 0;
  return bytes;
}
