import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { TableValue } from './data-table.js';

/** A row of a table of a study, by its columns. */
export type TableRow = Readonly<Record<string, TableValue>>;

/** The rows of a table that comes as one JSON value a line. */
export async function* tableRows(body: Readable): AsyncGenerator<TableRow> {
  for await (const line of createInterface({ input: body })) {
    if (line !== '') yield JSON.parse(line) as TableRow;
  }
}
