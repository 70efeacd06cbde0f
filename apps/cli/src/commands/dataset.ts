import { basename, resolve } from 'node:path';
import { AppError, nameSchema, parseWith } from '@crossfold/contracts';
import { layoutNames, parseGroupMerges, profileNames, summariseManifest } from '@crossfold/data';
import type { ClassShares, PhotoWidth, SynthesisFlaws } from '@crossfold/data/images';
import { surveyDatasets } from '@crossfold/storage';
import { Option, type Command } from 'commander';
import { addDataset, progressOf } from '../dataset/add-dataset.js';
import { manifestLines } from '../dataset/dataset-view.js';
import { loadImages } from '../dataset/load-images.js';
import { readMapping } from '../dataset/mapping-file.js';
import { replacementLines } from '../dataset/replacement.js';
import { withStore } from '../dataset/with-store.js';
import { readTextFile } from '../input/read-text-file.js';
import type { CommandContext } from '../process/context.js';
import { hasState, placeOf } from '../process/state-folder.js';
import { listLines } from '../terminal/list-lines.js';
import { formatShare } from '../terminal/units.js';
import { artefactParser } from './artefact-parser.js';
import { addDatasetUpkeepCommands } from './dataset-upkeep.js';
import { addDatasetViewCommands } from './dataset-views.js';
import { integerParser, numberParser, seedParser } from './option-parsers.js';

interface AddOptions {
  readonly name?: string;
  readonly strict?: true;
  readonly followLinks?: true;
  readonly reference?: true;
  readonly replace?: true;
  readonly groupMerges?: string;
  readonly mapping?: string;
  readonly layout?: string;
  readonly labels?: string;
  readonly group?: string;
  readonly image?: string;
  readonly table?: string;
  readonly positive?: string[];
  readonly profile?: string;
  readonly source?: string;
  readonly licence?: string;
}

interface SynthOptions {
  readonly images: number;
  readonly seed: number;
  readonly shares: Extract<ClassShares, string>;
  readonly difficulty: number;
  readonly masks: boolean;
  readonly artefact?: NonNullable<SynthesisFlaws['artefact']>;
  readonly shift?: number;
  readonly labelNoise?: number;
  readonly identity?: number;
  readonly series?: number;
  readonly widthPx?: PhotoWidth;
}

export function addDatasetCommand(program: Command, context: CommandContext): void {
  const dataset = program.command('dataset');
  dataset
    .command('add <dir>')
    .description('check the images of a folder and put them into the store')
    .option('--name <name>', "name of the data set (default: the folder's)")
    .option('--strict', 'refuse the whole set when an image would be dropped')
    .option('--labels <column>', 'read a table beside the images: the column of their labels')
    .option('--group <column>', 'its column of what may not be on two sides of a split')
    .option('--image <column>', 'its column of file names (default: the one that names files)')
    .option('--table <file>', 'which table, below the folder, where there are several')
    .option('--positive <classes>', 'the classes that are looked for, a,b', classList)
    .addOption(
      new Option(
        '--profile <name>',
        'whose classes the labels are (default: by their names)',
      ).choices([...profileNames, 'none']),
    )
    .option('--group-merges <file>', 'CSV group_id,same_as of ids that are one group')
    .option('--mapping <file>', 'YAML or JSON that says how to read a folder of another kind')
    .addOption(
      new Option('--layout <name>', 'which data set, where the folder holds several').choices(
        layoutNames,
      ),
    )
    .option('--follow-links', 'take files from outside the folder where a link leads there')
    .option('--reference', 'copy no image: keep where it lies, the same path on every worker')
    .option('--replace', 'let a known name stand for this content; studies keep the former one')
    .option('--source <text>', 'where the images come from')
    .option('--licence <text>', 'their licence')
    .action((dir: string, options: AddOptions) => add(context, dir, options));
  dataset
    .command('list')
    .description('the data sets of the store')
    .action(() => list(context));
  addDatasetViewCommands(dataset, context);
  addDatasetUpkeepCommands(dataset, context);
  dataset
    .command('synth <dir>')
    .description('draw images shaped like HAM10000, to try things out')
    .requiredOption('--images <number>', 'how many images', integerParser(1, 75_694))
    .option('--seed <number>', 'the same seed draws the same images', seedParser, 1)
    .addOption(
      new Option('--shares <name>', 'how the images divide among the classes')
        .choices(['ham10000', 'mild'])
        .default('ham10000'),
    )
    .option('--difficulty <number>', '0: classes apart, 1: they overlap', numberParser(0, 1), 0.5)
    .option('--artefact <class=share>', 'mark a share of one class with ink', artefactParser)
    .option('--shift <number>', 'colours of another camera, 0 … 1', numberParser(0, 1))
    .option('--label-noise <share>', 'lesions under a wrong diagnosis', numberParser(0, 1))
    .option(
      '--identity <number>',
      'a look that the photographs of a lesion share, 0 … 1',
      numberParser(0, 1),
    )
    .option(
      '--series <number>',
      'sets of different series share no id, 0 … 99',
      integerParser(0, 99),
    )
    .option(
      '--width-px <number>',
      'width of the images: 600, 300, 200 or 120',
      integerParser(120, 600),
    )
    .option('--no-masks', 'draw no lesion masks')
    .action((dir: string, options: SynthOptions) => synth(context, dir, options));
}

async function add(context: CommandContext, dir: string, options: AddOptions): Promise<void> {
  const name = datasetName(dir, options.name);
  const { terminal, signal } = context;
  const { strict, followLinks, groupMerges: mergesPath, source, licence, layout } = options;
  const groupMerges =
    mergesPath === undefined
      ? undefined
      : parseGroupMerges(await readTextFile(mergesPath, 'a table of group merges'));
  const mapping = options.mapping === undefined ? undefined : await readMapping(options.mapping);
  const settings = {
    ...(strict && { strict }),
    ...(followLinks && { followLinks }),
    ...(options.reference && { reference: true }),
    ...(options.replace && { replace: true }),
    alsoRead: [mergesPath, options.mapping].filter((path) => path !== undefined),
    ...(groupMerges && { groupMerges }),
    ...(mapping && { mapping }),
    ...(layout !== undefined && { layout }),
    ...labelSettings(options),
    ...(source !== undefined && { source }),
    ...(licence !== undefined && { licence }),
  };
  const added = await withStore(
    context,
    (store) => addDataset(dir, { ...settings, name, store, terminal, signal }),
    { makesState: true },
  );
  const { pointer, manifest, uploaded, referenced, unchanged, replaced } = added;
  const { problems } = manifest;
  terminal.emit({
    ...pointer,
    uploaded,
    referenced,
    unchanged,
    replaced,
    summary: summariseManifest(manifest),
    problems,
  });
  terminal.print(
    ...manifestLines(manifest),
    ...(replaced ? replacementLines(replaced, 'were') : []),
    unchanged && uploaded + referenced === 0
      ? `${name} is unchanged since ${pointer.addedAt}, manifest ${pointer.manifestSha256}`
      : `added ${name}: ${uploaded} new file(s)${options.reference ? `, ${referenced} new place(s) of files` : ''}, manifest ${pointer.manifestSha256}`,
  );
}

/** What is said of the labels, beside a mapping. */
function labelSettings({ labels, group, image, table, positive, profile, mapping }: AddOptions) {
  const known = {
    ...(positive && { positive }),
    ...(profile !== undefined && { profile }),
  };
  if (labels === undefined) {
    const stray = Object.entries({ group, image, table }).find(([, value]) => value !== undefined);
    if (stray === undefined) return known;
    const message = `expected --labels COLUMN with --${stray[0]}, got none`;
    throw new AppError('REQUEST_INVALID', message, {
      remedy: 'Name the column of labels; a folder for each class has no columns.',
    });
  }
  if (mapping !== undefined) {
    const message = 'expected --labels or --mapping, got both';
    throw new AppError('REQUEST_INVALID', message, { remedy: 'Leave one of them out.' });
  }
  return { ...known, table: { labels, group, image, table } };
}

function classList(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function datasetName(dir: string, given: string | undefined): string {
  if (given !== undefined) return parseWith(nameSchema, given, 'REQUEST_INVALID', '--name');
  const { data } = nameSchema.safeParse(basename(resolve(dir)).toLowerCase());
  if (data !== undefined) return data;
  throw new AppError('REQUEST_INVALID', `expected a name that ${dir} can lend, got none`, {
    remedy: 'Give one: --name NAME.',
  });
}

async function list(context: CommandContext): Promise<void> {
  const { terminal } = context;
  const { datasets: pointers, unread } = hasState(context.config)
    ? await withStore(context, surveyDatasets)
    : { datasets: [], unread: [] };
  for (const pointer of pointers) terminal.emit(pointer);
  for (const { name, message, remedy } of unread) {
    terminal.note(`data set ${name} cannot be read: ${message}\n  remedy: ${remedy}`);
  }
  if (pointers.length + unread.length === 0) {
    terminal.print(
      `no data sets in ${placeOf(context.config)}; add one: crossfold dataset add DIR --name NAME`,
    );
    return;
  }
  if (pointers.length === 0) return;
  const columns = [
    { title: 'name' },
    { title: 'images', align: 'right' as const },
    { title: 'groups', align: 'right' as const },
    { title: 'added (UTC)' },
    { title: 'manifest' },
  ];
  const rows = pointers.map(({ name, images, groups, addedAt, manifestSha256 }) => [
    name,
    images,
    groups,
    addedAt.slice(0, 16).replace('T', ' '),
    manifestSha256.slice(0, 12),
  ]);
  terminal.print(...listLines(terminal, columns, rows));
}

async function synth(
  { terminal, signal }: CommandContext,
  dir: string,
  options: SynthOptions,
): Promise<void> {
  const { bayesAccuracy, synthesise } = await loadImages();
  const drawing = progressOf(terminal, 'drawing images');
  const result = await synthesise(dir, {
    ...options,
    onProgress: (done, total) => {
      signal.throwIfAborted();
      drawing(done, total);
    },
  });
  const bound = bayesAccuracy(options);
  terminal.emit({ dir, ...result, bayesAccuracy: bound });
  terminal.print(
    `${dir}: ${result.images} images of ${result.lesions} lesions, ${result.drawn} drawn now`,
    `on lesions that it has not seen, no classifier can be right in more than ${formatShare(bound, 1)}${options.artefact ? ', its ink marks read' : ''}`,
  );
}
