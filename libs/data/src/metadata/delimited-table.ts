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
  /** Columns of numbers. A table that is separated by semicolons may write them with a comma. */
  readonly numbers?: readonly Column[];
  readonly code: ErrorCode;
}

/** More than any known set has; without a bound a file could take all memory. */
const maxLines = 250_000;

/**
 * Reads text separated by commas, tabs, semicolons or bars with a header line. Byte order mark,
 * CRLF, quotes, empty lines and Excel's `sep=;` in the first line are accepted; further columns are
 * ignored, but for `identity`.
 *
 * @throws AppError with `code` when the text is no table, lacks a column, or has too many lines.
 */
export function readTable<Column extends string>(
  text: string,
  { what, columns: required, optional = [], numbers = [], code }: TableRequest<Column>,
): TableRow<Column>[] {
  assertFewLines(text, what, code);
  const delimited = delimitedText(text, required);
  const [header, ...lines] = parseLines(delimited, what, code);
  const found = header?.record ?? [];
  const columns = [...required, ...optional];
  const places = columns.map((column) => found.indexOf(column));
  const missing = required.filter((_, i) => places[i] === -1);
  if (missing.length > 0) {
    throw new AppError(
      code,
      `expected column ${missing.join(', ')} for ${what}, got columns ${found.join(', ') || 'none'}`,
      { remedy: missingColumnRemedy(missing, found) },
    );
  }
  const twice = columns.filter((column, i) => found.lastIndexOf(column) !== places[i]);
  if (twice.length > 0) {
    throw new AppError(code, `expected column ${twice.join(', ')} once for ${what}, got it again`, {
      remedy: 'Rename or remove one of the columns.',
    });
  }
  const withComma = new Set(delimited.delimiter === ';' ? numbers : []);
  const read = (column: Column, cell: string) => (withComma.has(column) ? withPoint(cell) : cell);
  return lines.map(({ record, line }) => ({
    line,
    cells: Object.fromEntries(
      columns.map((column, i) => [column, read(column, record[places[i] ?? -1] ?? '')]),
    ) as Record<Column, string>,
    identity: record.join('\u0000'),
  }));
}

function withPoint(cell: string): string {
  return /^\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell;
}

/** Counted before anything is parsed, which costs far more. */
function assertFewLines(text: string, what: string, code: ErrorCode): void {
  const end = text.includes('\n') ? '\n' : '\r';
  let lines = 0;
  for (let at = text.indexOf(end); at !== -1; at = text.indexOf(end, at + 1)) lines++;
  if (lines <= maxLines) return;
  throw new AppError(code, `expected at most ${maxLines} lines for ${what}, got ${lines}`);
}

interface ParsedLine {
  readonly record: readonly string[];
  readonly line: number;
}

function parseLines(
  { text, delimiter }: DelimitedText,
  what: string,
  code: ErrorCode,
): ParsedLine[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      delimiter,
      info: true,
      // Named, because what is guessed from the first line is wrong where lines end in several ways.
      record_delimiter: ['\r\n', '\n', '\r'],
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

interface DelimitedText {
  readonly text: string;
  readonly delimiter: string;
}

const delimiters = ['\t', ',', ';', '|'] as const;

/** Excel states its separator in a line of its own, which is emptied: lines keep their numbers. */
function delimitedText(text: string, columns: readonly string[]): DelimitedText {
  const stated = /^\uFEFF?"?sep=(.)"?(?=[\r\n])/i.exec(text);
  if (stated?.[1] !== undefined) {
    return { text: text.slice(stated[0].length), delimiter: stated[1] };
  }
  return { text, delimiter: delimiterOf(headerOf(text), columns) };
}

/**
 * The separator under which the header has most of the columns asked for; a tab or a comma where
 * none is better.
 */
function delimiterOf(header: string, columns: readonly string[]): string {
  const found = delimiters.map((delimiter) => {
    const names = header.split(delimiter).map(unquoted);
    return columns.filter((column) => names.includes(column)).length;
  });
  const most = Math.max(...found);
  const best = delimiters.filter((_, i) => found[i] === most);
  if (best.length === 1 && best[0] !== undefined) return best[0];
  return header.includes('\t') ? '\t' : ',';
}

function headerOf(text: string): string {
  const end = text.search(/[\r\n]/);
  return text.slice(0, end === -1 ? undefined : end).replace(/^\uFEFF/, '');
}

function unquoted(cell: string): string {
  return cell.trim().replace(/^"(.*)"$/, '$1');
}

/** Whether the header of a table has these columns, whatever separates them. */
export function hasColumns(text: string, columns: readonly string[]): boolean {
  const names = tableColumns(text, columns);
  return columns.every((column) => names.includes(column));
}

/**
 * The columns of a table, in their order.
 *
 * @param wanted columns that tell what separates them
 */
export function tableColumns(text: string, wanted: readonly string[]): string[] {
  const { text: rest, delimiter } = delimitedText(text, wanted);
  return headerOf(rest.replace(/^[\r\n]+/, ''))
    .split(delimiter)
    .map(unquoted);
}

function missingColumnRemedy(missing: readonly string[], found: readonly string[]): string {
  const folded = new Set(missing.map((name) => name.toLowerCase()));
  const near = found.filter((name) => folded.has(name.trim().toLowerCase()));
  const spelt = near.length > 0 ? ` (${near.join(', ')} is spelt otherwise)` : '';
  return `Name the columns of the first line so${spelt}; separate them by commas, tabs or semicolons.`;
}
