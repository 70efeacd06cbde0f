import { writeFile } from 'node:fs/promises';
import { groupWords, records, type FoldPlan, type Manifest } from '@crossfold/contracts';
import {
  findNearDuplicates,
  mapBounded,
  subgroupTables,
  summariseManifest,
  type HashedImage,
} from '@crossfold/data';
import { readBlob, readRecord, type ObjectStore } from '@crossfold/storage';
import { Option, type Command } from 'commander';
import { progressOf } from '../dataset/add-dataset.js';
import { chooseForSheet, classesOfSheet } from '../dataset/choose-for-sheet.js';
import { markdownTable, textTable, type DataTable } from '../dataset/data-table.js';
import { datasetTables, duplicateTable } from '../dataset/dataset-tables.js';
import { problemLines } from '../dataset/dataset-view.js';
import { findDataset } from '../dataset/find-dataset.js';
import { loadImages } from '../dataset/load-images.js';
import { foldBalance } from '../dataset/fold-plan-view.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { integerParser } from './option-parsers.js';

type Format = 'text' | 'md';

interface ViewOptions {
  readonly plan?: string;
  readonly format: Format;
}

interface ShowOptions extends ViewOptions {
  readonly sheet?: string;
  readonly columns: number;
}

interface DuplicateOptions extends ViewOptions {
  readonly bits: number;
}

const tilePx = 112;
const readsInFlight = 4;

/** `show` and `duplicates`: with `--json` as one JSON value. */
export function addDatasetViewCommands(dataset: Command, context: CommandContext): void {
  const format = new Option('--format <name>').choices(['text', 'md']).default('text');
  dataset
    .command('show <name>')
    .description('classes, subgroups and problems of a data set; NAME or NAME@HASH')
    .option('--plan <hash>', 'also the balance and the leak of a fold plan of it')
    .option('--sheet <file>', 'draw a PNG with a row of images for each class')
    .option('--columns <number>', 'images in a row of the sheet', integerParser(1, 100), 12)
    .addOption(format)
    .action((name: string, options: ShowOptions) => show(context, name, options));
  dataset
    .command('duplicates <name>')
    .description('images of different groups that look alike')
    .option('--bits <number>', 'how many of 128 bits may differ', integerParser(0, 32), 12)
    .option('--plan <hash>', 'say which pairs lie on two sides of a fold plan')
    .addOption(format)
    .action((name: string, options: DuplicateOptions) => duplicates(context, name, options));
}

async function show(context: CommandContext, name: string, options: ShowOptions): Promise<void> {
  const { terminal } = context;
  const { found, plan, sheet } = await withStore(context, async (store) => {
    const dataset = await findDataset(store, name);
    return {
      found: dataset,
      plan: await readPlan(store, options.plan),
      sheet: options.sheet === undefined ? null : await drawSheet(store, dataset.manifest, options),
    };
  });
  const { pointer, manifestSha256, manifest } = found;
  const { problems, layout, source, licence } = manifest;
  if (options.sheet !== undefined && sheet) await writeFile(options.sheet, sheet);
  const views = { summary: summariseManifest(manifest), subgroups: subgroupTables(manifest) };
  const planView = plan && { leak: plan.leak, balance: foldBalance(plan) };
  terminal.emit({ ...pointer, manifestSha256, ...views, plan: planView, problems });
  terminal.print(
    ...(options.format === 'md' ? [`# ${name}`, ''] : []),
    `${name}: manifest ${manifestSha256}, added ${pointer.addedAt}`,
    ...pointer.previous.map((version) => `earlier: ${version.manifestSha256}, ${version.addedAt}`),
    `layout: ${layout}; source: ${source}; licence: ${licence}`,
    '',
    ...render(datasetTables(manifest, plan), options.format),
    ...(options.format === 'text' ? problemLines(problems) : []),
    ...(options.sheet === undefined ? [] : [`rows of ${options.sheet}: ${rowsText(manifest)}`]),
  );
}

async function duplicates(
  context: CommandContext,
  name: string,
  { bits, plan: planHash, format }: DuplicateOptions,
): Promise<void> {
  const { terminal, signal } = context;
  const { perceptualHash } = await loadImages();
  const hashing = progressOf(terminal, 'looking at images');
  const { group, pairs } = await withStore(context, async (store) => {
    const { manifest } = await findDataset(store, name);
    const plan = await readPlan(store, planHash);
    let done = 0;
    const images = await mapBounded(manifest.images, readsInFlight, async (image) => {
      signal.throwIfAborted();
      const bytes = await readBlob(store, image.sha256);
      const hashed: HashedImage = { ...image, look: await perceptualHash(bytes, image.imageId) };
      hashing(++done, manifest.images.length);
      return hashed;
    });
    return { group: manifest.group, pairs: findNearDuplicates(images, bits, plan?.assignments) };
  });
  terminal.emit({ name, bits, pairs });
  const sealed = pairs.filter(({ crossesSeal }) => crossesSeal).length;
  terminal.print(
    ...(pairs.length > 0 ? render([duplicateTable(pairs, bits, { group })], format) : []),
    `${pairs.length} pair(s)${planHash === undefined ? '' : `, ${sealed} of them between pool and sealed part`}`,
    `Ids that are one ${groupWords({ group }).one} go into a file for: dataset add DIR --group-merges FILE.`,
  );
}

async function readPlan(store: ObjectStore, hash: string | undefined): Promise<FoldPlan | null> {
  if (hash === undefined) return null;
  return readRecord(store, records.foldPlan, { sha256: hash });
}

async function drawSheet(
  store: ObjectStore,
  manifest: Manifest,
  { columns }: ShowOptions,
): Promise<Buffer> {
  const { drawContactSheet } = await loadImages();
  const rows: Uint8Array[][] = [];
  for (const chosen of chooseForSheet(manifest, columns)) {
    rows.push(await mapBounded(chosen, readsInFlight, ({ sha256 }) => readBlob(store, sha256)));
  }
  return drawContactSheet({ rows, tilePx });
}

function rowsText(manifest: Manifest): string {
  const shown = classesOfSheet(manifest);
  const { length } = manifest.classes;
  const which = length > shown.length ? ` (${shown.length} of ${length} classes)` : '';
  return `${shown.join(', ')}${which}`;
}

function render(tables: readonly DataTable[], format: Format): string[] {
  return tables.flatMap(format === 'md' ? markdownTable : textTable);
}
