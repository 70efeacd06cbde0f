import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AppError,
  studyTableNames,
  type StudyTableFormat,
  type StudyTableName,
} from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { Option, type Command } from 'commander';
import type { ReportFormat } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withServer, type Server } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import { printReport } from '../study/print-report.js';

interface ReportOptions {
  readonly format?: ReportFormat | 'csv';
  readonly table?: StudyTableName;
  readonly out?: string;
}

const formats = ['md', 'latex', 'json', 'csv'] as const;

export function addReportCommand(program: Command, context: CommandContext): void {
  program
    .command('report <study>')
    .description('the answer of a study, by its id or its name')
    .addOption(
      new Option(
        '--format <format>',
        'md, or json with --json; csv writes every table as a file of its own into the folder --out',
      ).choices(formats),
    )
    .addOption(
      new Option(
        '--table <name>',
        'one table for data frames, as CSV, or with --json one JSON value a row',
      ).choices(studyTableNames),
    )
    .option('--out <path>', 'write it to a file; with --format csv, to a folder')
    .action((wanted: string, options: ReportOptions) => report(context, wanted, options));
}

async function report(
  context: CommandContext,
  wanted: string,
  options: ReportOptions,
): Promise<void> {
  const { format, table, out } = options;
  if (format === 'csv' && table === undefined && out === undefined) {
    throw new AppError('REQUEST_INVALID', 'expected a folder for the tables of CSV, got none', {
      remedy: `Name a folder with --out, or one table with --table: ${studyTableNames.join(', ')}.`,
    });
  }
  await withServer(context, { workers: 0 }, async (server) => {
    const studyId = await findStudyId(context.terminal, server.api, wanted);
    if (table !== undefined) return writeTable(context, server, { studyId, table, out });
    if (format === 'csv') return writeTables(context, server, studyId, out ?? '.');
    return writeReport(context, server, { studyId, format, out });
  });
}

interface ReportWanted {
  readonly studyId: string;
  readonly format: ReportFormat | undefined;
  readonly out: string | undefined;
}

async function writeReport(
  { terminal }: CommandContext,
  { api }: Server,
  { studyId, format, out }: ReportWanted,
): Promise<void> {
  if (format === undefined && out === undefined) return printReport(terminal, api, studyId);
  const text = await api.reportText(studyId, format ?? (terminal.mode === 'json' ? 'json' : 'md'));
  if (out === undefined) {
    terminal.write(text);
    return;
  }
  await writeFileAtomically(out, text);
  terminal.note(`written to ${out}`);
}

interface TableWanted {
  readonly studyId: string;
  readonly table: StudyTableName;
  readonly out: string | undefined;
}

async function writeTable(
  { terminal, signal }: CommandContext,
  { api }: Server,
  { studyId, table, out }: TableWanted,
): Promise<void> {
  const format = terminal.mode === 'json' ? 'jsonl' : 'csv';
  const body = await api.table(studyId, table, format, signal);
  if (out !== undefined) {
    await saveStream(body, out);
    terminal.note(`written to ${out}`);
    return;
  }
  for await (const text of body.pipeThrough(new TextDecoderStream())) await terminal.stream(text);
}

async function writeTables(
  { terminal, signal }: CommandContext,
  { api }: Server,
  studyId: string,
  folder: string,
): Promise<void> {
  const format: StudyTableFormat = terminal.mode === 'json' ? 'jsonl' : 'csv';
  await assertFolder(folder);
  for (const table of studyTableNames) {
    const path = join(folder, `${table}.${format}`);
    await saveStream(await api.table(studyId, table, format, signal), path);
    terminal.note(`written to ${path}`);
  }
}

async function assertFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.isDirectory()) return;
  throw new AppError('REQUEST_INVALID', `expected a folder for the tables at ${path}, got a file`, {
    remedy: 'Name another folder with --out, or one table with --table.',
  });
}

/** Whole or not at all: a table that broke off would pass for one. */
async function saveStream(body: ReadableStream<Uint8Array>, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.part`;
  try {
    await pipeline(Readable.fromWeb(body), createWriteStream(aside));
    await rename(aside, path);
  } finally {
    await rm(aside, { force: true });
  }
}
