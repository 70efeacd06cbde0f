import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AppError,
  studyTableNames,
  type StudyTableFormat,
  type StudyTableName,
} from '@crossfold/contracts';
import type { ReportChoice, StudyReader } from '@crossfold/study';
import { Option, type Command } from 'commander';
import type { ReportFormat } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withReader } from '../stack/with-reader.js';
import { findStudyId } from '../study/find-study.js';
import { printReport } from '../study/print-report.js';
import { saveStream } from '../study/save-stream.js';
import { integerParser } from './option-parsers.js';

interface ReportOptions {
  readonly format?: ReportFormat | 'csv';
  readonly all?: true;
  readonly table?: StudyTableName;
  readonly out?: string;
  readonly edition?: number;
}

const formats = ['md', 'html', 'latex', 'json', 'csv'] as const;

export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command('report <study>')
    .addOption(
      new Option(
        '--format <format>',
        'md, or json with --json; latex writes the main tables; csv writes every table as a file of its own into the folder --out',
      ).choices(formats),
    )
    .option('--all', 'with --format latex: all tables, not only those that belong into a paper')
    .addOption(
      new Option(
        '--table <name>',
        'one table for data frames, as CSV, or with --json one JSON value a row',
      ).choices(studyTableNames),
    )
    .option(
      '--edition <number>',
      'an earlier report, which was kept when trials were tried again',
      integerParser(1, 999_999),
    )
    .option('--out <path>', 'write it to a file; with --format csv, to a folder')
    .action((wanted: string, options: ReportOptions) => report(context, wanted, options));
}

async function report(
  context: CommandContext,
  wanted: string,
  { format, all, table, out, edition }: ReportOptions,
): Promise<void> {
  if (format === 'csv' && table === undefined && out === undefined) {
    throw new AppError('REQUEST_INVALID', 'expected a folder for the tables of CSV, got none', {
      remedy: `Name a folder with --out, or one table with --table: ${studyTableNames.join(', ')}.`,
    });
  }
  if (all && format !== 'latex') {
    throw new AppError('REQUEST_INVALID', 'expected --all with --format latex alone', {
      remedy: 'Leave --all out: the other formats have all tables.',
    });
  }
  if (edition !== undefined && (table !== undefined || format === 'csv')) {
    throw new AppError('REQUEST_INVALID', 'expected --edition of a report, got that of a table', {
      remedy: 'Tables are of the newest edition: leave --edition out, or ask for --format md.',
    });
  }
  await withReader(context, async (reader) => {
    const studyId = await findStudyId(context.terminal, reader, wanted);
    const pages = createPages(context, reader, studyId);
    if (table !== undefined) return put(context, await pages.table(table), out);
    if (format === 'csv') return putTables(context, pages, out ?? '.');
    if (format === undefined && out === undefined) {
      return printReport(context.terminal, reader, studyId, edition);
    }
    const choice = { tables: all ? 'all' : 'main', edition } as const;
    return put(context, await pages.report(format, choice), out);
  });
}

/** What can be written of a study; JSON where nothing else is asked for and the output is JSON. */
function createPages({ terminal, signal }: CommandContext, reader: StudyReader, studyId: string) {
  const isJson = terminal.mode === 'json';
  const tableFormat: StudyTableFormat = isJson ? 'jsonl' : 'csv';
  return {
    tableFormat,
    table: (name: StudyTableName) => reader.table(studyId, name, tableFormat, signal),
    async report(
      format: ReportFormat = isJson ? 'json' : 'md',
      choice?: ReportChoice,
    ): Promise<Readable> {
      const text = await reader.reportText(studyId, format, choice);
      return Readable.from([text.endsWith('\n') ? text : `${text}\n`], { objectMode: false });
    },
  };
}

async function putTables(
  context: CommandContext,
  pages: ReturnType<typeof createPages>,
  folder: string,
): Promise<void> {
  await assertFolder(folder);
  for (const name of studyTableNames) {
    await put(context, await pages.table(name), join(folder, `${name}.${pages.tableFormat}`));
  }
}

/** To a file, or else to standard output. */
async function put(
  { terminal }: CommandContext,
  body: Readable,
  path: string | undefined,
): Promise<void> {
  if (path === undefined) {
    for await (const text of body.setEncoding('utf8')) await terminal.stream(String(text));
    return;
  }
  await saveStream(body, path);
  terminal.note(`written to ${path}`);
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return;
  throw new AppError('REQUEST_INVALID', `expected a folder for the tables at ${path}, got a file`, {
    remedy: 'Name another folder with --out, or one table with --table.',
  });
}
