import { Readable, type Transform } from 'node:stream';
import { visibleLines, type StudyTableFormat } from '@crossfold/contracts';
import { stringify } from 'csv-stringify';
import type { DataTable, TableValue } from './data-table.js';
import { parquetBytes } from './parquet.js';

interface TableFormat {
  readonly mediaType: string;
  readonly extension: string;
  readonly write: (table: DataTable) => Readable;
}

/** How a table leaves the server: row by row, so that no table has to fit into memory. */
export const tableFormats = {
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv', write: writeCsv },
  jsonl: { mediaType: 'application/x-ndjson', extension: 'jsonl', write: writeJsonLines },
  parquet: {
    mediaType: 'application/vnd.apache.parquet',
    extension: 'parquet',
    write: (table) => Readable.from(parquetBytes(table), { objectMode: false }),
  },
} as const satisfies Record<StudyTableFormat, TableFormat>;

function writeCsv({ columns, rows }: DataTable): Transform {
  const writer = stringify({
    header: true,
    columns: [...columns],
    // A name that begins like a formula must not become one in a spreadsheet.
    escape_formulas: true,
    cast: { boolean: String, string: visibleLines },
  });
  Readable.from(rows)
    .on('error', (error) => writer.destroy(error))
    .pipe(writer);
  return writer;
}

function writeJsonLines({ columns, rows }: DataTable): Readable {
  return Readable.from(lines(columns, rows), { objectMode: false });
}

async function* lines(columns: readonly string[], rows: AsyncIterable<readonly TableValue[]>) {
  for await (const row of rows) {
    const fields = columns.map((column, i) => [column, row[i] ?? null]);
    yield `${JSON.stringify(Object.fromEntries(fields))}\n`;
  }
}
