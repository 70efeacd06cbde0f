import { appendFile, readFile } from 'node:fs/promises';

/** What a drill showed: a row of the table. */
export interface DrillRow {
  readonly fault: string;
  readonly times: number;
  /** From the fault until what it hit has got further; the longest one. Null where nothing recovers. */
  readonly recoveredSeconds: number | null;
  /** Cells without the end that they should have. */
  readonly lost: number;
  /** Finished trials that were begun once more. */
  readonly repeated: number;
  /** Predictions, history and weights of each cell, bit by bit, and every object whole. */
  readonly isEqual: boolean;
  /** Of the random moments and choices. */
  readonly seed: number;
  /** What is told beside: an error, the named end, a time. */
  readonly note?: string;
}

/** Test files are processes of their own: each adds its rows to one file. */
export async function addRow(path: string, row: DrillRow): Promise<void> {
  await appendFile(path, `${JSON.stringify(row)}\n`);
}

export async function readRows(path: string): Promise<DrillRow[]> {
  const text = await readFile(path, 'utf8');
  const lines = text.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as DrillRow);
}
