import { extname } from 'node:path';
import {
  AppError,
  canonicalJson,
  contentHash,
  protocols,
  records,
  type FoldPlan,
  type Protocol,
} from '@crossfold/contracts';
import {
  foldPlanCsv,
  planFolds,
  readLabelledRows,
  readMetadataRows,
  type PlanSource,
} from '@crossfold/data';
import { writeFileAtomically } from '@crossfold/provision';
import { createRecord } from '@crossfold/storage';
import { Option, type Command } from 'commander';
import { problemLines } from '../dataset/dataset-view.js';
import { findDataset } from '../dataset/find-dataset.js';
import { foldBalance, foldPlanLines, sealedSize } from '../dataset/fold-plan-view.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { integerParser, numberParser, seedParser } from './option-parsers.js';
import { addPlanImportCommand } from './plan-import.js';

interface PlanCommandOptions {
  readonly metadata?: string;
  readonly labels?: string;
  readonly group?: string;
  readonly image?: string;
  readonly protocol: Protocol;
  readonly folds: number;
  readonly repeats: number;
  readonly seed: number;
  readonly sealedShare: number;
  readonly out?: string;
}

/** How a plan is written, by the ending of its file. */
const fileFormats: Readonly<Record<string, (plan: FoldPlan) => string>> = {
  '.json': (plan) => `${canonicalJson(plan)}\n`,
  '.csv': foldPlanCsv,
};

export function addPlanCommand(program: Command, context: CommandContext): void {
  const command = program.command('plan [dataset]');
  addPlanImportCommand(command, context);
  command
    .option('--metadata <file>', 'plan the rows of a table instead of a data set')
    .option('--labels <column>', 'its column of labels (default: the columns of HAM10000)')
    .option('--group <column>', 'its column of what may not be on two sides of a split')
    .option(
      '--image <column>',
      'its column of image names (default: the first that names each once)',
    )
    .addOption(
      new Option('--protocol <name>', 'image leaks groups and shows how much')
        .choices(protocols)
        .default('grouped'),
    )
    .option('--folds <number>', 'how many folds', integerParser(2, 50), 5)
    .option('--repeats <number>', 'how often to split the images anew', integerParser(1, 50), 1)
    .option('--seed <number>', "scikit-learn's random_state", seedParser, 0)
    .option(
      '--sealed-share <share>',
      'of the images to seal, 0 for none',
      numberParser(0, 0.5),
      0.15,
    )
    .option('--out <file>', 'write the plan, as .json or as .csv')
    .action((dataset: string | undefined, options: PlanCommandOptions) =>
      plan(context, dataset, options),
    );
}

async function plan(
  context: CommandContext,
  dataset: string | undefined,
  options: PlanCommandOptions,
): Promise<void> {
  const { terminal } = context;
  const render = options.out === undefined ? null : formatOf(options.out);
  const { foldPlan, notes } = await planFor(context, dataset, options);
  if (options.out !== undefined && render) await writeFileAtomically(options.out, render(foldPlan));
  const sha256 = contentHash(foldPlan);
  const { leak } = foldPlan;
  terminal.emit({
    sha256,
    options: foldPlan.options,
    leak,
    sealed: sealedSize(foldPlan),
    balance: foldBalance(foldPlan),
  });
  terminal.print(...notes, ...foldPlanLines(foldPlan), '', `fold plan ${sha256}`);
  if (options.out !== undefined) terminal.print(`written to ${options.out}`);
}

async function planFor(
  context: CommandContext,
  dataset: string | undefined,
  planOptions: PlanCommandOptions,
): Promise<{ readonly foldPlan: FoldPlan; readonly notes: string[] }> {
  const { metadata, protocol, folds, repeats, seed, sealedShare } = planOptions;
  assertColumnsOfTable(planOptions);
  const options = { protocol, folds, seed, sealedShare, ...(repeats > 1 && { repeats }) };
  if (dataset !== undefined && metadata === undefined) {
    const foldPlan = await withStore(context, async (store) => {
      const { manifestSha256, manifest } = await findDataset(store, dataset);
      const planned = planFolds(manifest, options, manifestSha256);
      await createRecord(store, records.foldPlan, { sha256: contentHash(planned) }, planned);
      return planned;
    });
    return { foldPlan, notes: [] };
  }
  if (dataset === undefined && metadata !== undefined) {
    const { scheme, rows, problems } = await readRows(metadata, planOptions);
    const notes = problems.length > 0 ? [...problemLines(problems), ''] : [];
    const source: PlanSource = { ...scheme, images: rows };
    return { foldPlan: planFolds(source, options, null), notes };
  }
  throw new AppError(
    'REQUEST_INVALID',
    `expected a data set or --metadata, got ${dataset === undefined ? 'neither' : 'both'}`,
    { remedy: 'crossfold plan NAME, or crossfold plan --metadata FILE.csv.' },
  );
}

/** Without a column of labels the table is one of HAM10000. */
function readRows(path: string, { labels, group, image }: PlanCommandOptions) {
  return labels === undefined
    ? readMetadataRows(path)
    : readLabelledRows(path, { labels, group, image });
}

/** Columns are those of a table, and of a table of which the labels are known. */
function assertColumnsOfTable({ metadata, labels, group, image }: PlanCommandOptions): void {
  const given = Object.entries({ labels, group, image }).filter(([, value]) => value !== undefined);
  if (given.length === 0 || (metadata !== undefined && labels !== undefined)) return;
  const options = given.map(([name]) => `--${name}`).join(', ');
  const expected = metadata === undefined ? '--metadata FILE' : '--labels COLUMN';
  throw new AppError('REQUEST_INVALID', `expected ${expected} with ${options}, got none`, {
    remedy: 'crossfold plan --metadata FILE.csv --labels COLUMN --group COLUMN.',
  });
}

function formatOf(path: string): (plan: FoldPlan) => string {
  const format = fileFormats[extname(path).toLowerCase()];
  if (format) return format;
  const endings = Object.keys(fileFormats).join(' or ');
  throw new AppError('REQUEST_INVALID', `expected ${endings} for --out, got ${path}`);
}
