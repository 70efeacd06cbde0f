import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { AppError, type Manifest } from '@crossfold/contracts';
import {
  auditSplit,
  readPredictions,
  readSplit,
  usualCopies,
  type AuditedFile,
  type NamedColumns,
  type SplitAudit,
  type SplitTable,
} from '@crossfold/data';
import { writeFileAtomically } from '@crossfold/provision';
import {
  auditCsv,
  auditDocument,
  auditFormats,
  auditJson,
  auditPredictions,
  hasLeak,
  type AuditSubject,
} from '@crossfold/study';
import { Option, type Command } from 'commander';
import { lookAtDataset, lookAtFolder } from '../audit/audit-files.js';
import { findDataset } from '../dataset/find-dataset.js';
import { withStore } from '../dataset/with-store.js';
import { readTextFile } from '../input/read-text-file.js';
import type { CommandContext } from '../process/context.js';
import { documentLines } from '../study/document-view.js';
import { integerParser, numberParser } from './option-parsers.js';

interface AuditOptions extends NamedColumns {
  readonly predictions?: string;
  /** `true`: those of the data set. */
  readonly images?: string | true;
  readonly dataset?: string;
  readonly mirrored?: true;
  readonly bits: number;
  readonly likeness: number;
  readonly format?: keyof typeof auditFormats;
  readonly csv?: string;
  readonly strict?: true;
}

/** With `--strict`: something lies on two sides. */
const leakExitCode = 3;

export function addAuditCommand(program: Command, context: CommandContext): void {
  program
    .command('audit <split>')
    .option('--predictions <file>', 'CSV of predictions to score, with and without leaked images')
    .option('--images [dir]', 'compare the images in a folder, or without one those of --dataset')
    .option('--dataset <name>', 'groups, labels and files as this data set has them')
    .option('--image <column>', 'which column names the image')
    .option('--label <column>', 'which column names the class')
    .option('--group <column>', 'which column says what belongs together')
    .option('--part <column>', 'which column names the part or the fold')
    .option('--predicted <column>', 'which column of the predictions names the class predicted')
    .option('--mirrored', 'look for mirrored and turned copies too')
    .option(
      '--bits <number>',
      'most bits of 128 in which copies differ',
      integerParser(0, 32),
      usualCopies.maxBits,
    )
    .option(
      '--likeness <number>',
      'least correlation of copies',
      numberParser(0, 1),
      usualCopies.minLikeness,
    )
    .addOption(
      new Option('--format <format>', 'how to print it').choices(Object.keys(auditFormats)),
    )
    .option('--csv <file>', 'write every image that lies on two sides to a CSV')
    .option('--strict', `end with ${leakExitCode} where there is a leak`)
    .action((file: string, options: AuditOptions) => audit(context, file, options));
}

async function audit(context: CommandContext, path: string, options: AuditOptions): Promise<void> {
  const { terminal } = context;
  const table = readSplit(await readTextFile(path, 'a table'), { file: path, columns: options });
  const source = await readSource(context, table, options);
  const { bits, likeness, mirrored = false } = options;
  const copies = { maxBits: bits, minLikeness: likeness, mirrored };
  const split = auditSplit(table, { ...source, copies });
  const subject: AuditSubject = {
    file: basename(path),
    split,
    predictions: await readAndScore(split, options),
  };
  if (options.csv !== undefined) {
    await writeFileAtomically(options.csv, await text(auditCsv(split)));
    terminal.note(`written to ${options.csv}`);
  }
  terminal.emit(auditJson(subject));
  print(context, subject, options.format);
  if (options.strict && hasLeak(subject)) context.setExitCode(leakExitCode);
}

function print(
  { terminal }: CommandContext,
  subject: AuditSubject,
  format: AuditOptions['format'],
) {
  if (terminal.mode === 'json') return;
  if (format !== undefined) terminal.write(auditFormats[format](subject));
  else if (terminal.mode === 'plain') terminal.write(auditFormats.md(subject));
  else terminal.print(...documentLines(auditDocument(subject), terminal.size.columns));
}

interface Source {
  readonly manifest?: Manifest;
  readonly files?: ReadonlyMap<string, AuditedFile>;
}

async function readSource(
  context: CommandContext,
  table: SplitTable,
  { dataset, images }: AuditOptions,
): Promise<Source> {
  const files = typeof images === 'string' ? await lookAtFolder(context, images, table) : undefined;
  if (dataset === undefined) {
    if (images === true) {
      throw new AppError('REQUEST_INVALID', 'expected a folder for --images, got none', {
        remedy: 'Name the folder of the images, or their data set with --dataset.',
      });
    }
    return files ? { files } : {};
  }
  return withStore(context, async (store) => {
    const { manifest } = await findDataset(store, dataset);
    if (images !== true) return { manifest, ...(files && { files }) };
    return { manifest, files: await lookAtDataset(context, store, { table, manifest }) };
  });
}

async function readAndScore(split: SplitAudit, options: AuditOptions) {
  const { predictions: path } = options;
  if (path === undefined) return null;
  const { classes } = split;
  const rows = readPredictions(await readTextFile(path, 'a table'), {
    file: path,
    columns: options,
    classes,
  });
  return auditPredictions(split, rows);
}
