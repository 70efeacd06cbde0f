import { AppError, type ErrorCode } from '@crossfold/contracts';
import { CsvError, parse } from 'csv-parse/sync';

export interface TableRow<Column extends string> {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly cells: Readonly<Record<Column, string>>;
  /** All cells of the line as one text: equal for equal lines. */
  readonly identity: string;
}

export interface TableRequest<Column extends string> {
  /** What the table is, for messages. */
  readonly what: string;
  readonly columns: readonly Column[];
  /** Columns that may be missing; their cells are empty then. */
  readonly optional?: readonly Column[];
  readonly code: ErrorCode;
}

/** More than any known set has; without a bound a file could take all memory. */
const mostLines = 250_000;

/**
 * Reads comma- or tab-separated text with a header line. Byte order mark, CRLF, quotes and empty
 * lines are accepted; further columns are ignored, but for `identity`.
 *
 * @throws AppError with `code` when the text is no table, lacks a column, or has too many lines.
 */
export function readTable<Column extends string>(
  text: string,
  { what, columns: required, optional = [], code }: TableRequest<Column>,
): TableRow<Column>[] {
  assertFewLines(text, what, code);
  const [header, ...lines] = parseLines(text, what, code);
  const found = header?.record ?? [];
  const columns = [...required, ...optional];
  const places = columns.map((column) => found.indexOf(column));
  const missing = required.filter((_, i) => places[i] === -1);
  if (missing.length > 0) {
    throw new AppError(
      code,
      `expected column ${missing.join(', ')} for ${what}, got columns ${found.join(', ') || 'none'}`,
    );
  }
  const twice = columns.filter((column, i) => found.lastIndexOf(column) !== places[i]);
  if (twice.length > 0) {
    throw new AppError(code, `expected column ${twice.join(', ')} once for ${what}, got it again`);
  }
  return lines.map(({ record, line }) => ({
    line,
    cells: Object.fromEntries(
      columns.map((column, i) => [column, record[places[i] ?? -1] ?? '']),
    ) as Record<Column, string>,
    identity: record.join('\u0000'),
  }));
}

/** Counted before anything is parsed, which costs far more. */
function assertFewLines(text: string, what: string, code: ErrorCode): void {
  const end = text.includes('\n') ? '\n' : '\r';
  let lines = 0;
  for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 1)) lines++;
  if (lines <= mostLines) return;
  throw new AppError(code, `expected at most ${mostLines} lines for ${what}, got ${lines}`);
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly line: number;
}

function parseLines(text: string, what: string, code: ErrorCode): ParsedLine[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      info: true,
      skip_empty_lines: true,
      trim: true,
    });
    return (parsed as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new AppError(code, `expected separated columns for ${what}, got: ${error.message}`, {
      cause: error,
    });
  }
}

/** The header decides: no known header has a tab or a comma inside a name. */
function delimiterOf(text: string): ',' | '\t' {
  const end = text.search(/[\r\n]/);
  return text.slice(0, end === -1 ? undefined : end).includes('\t') ? '\t' : ',';
}
