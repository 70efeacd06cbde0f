import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  AppError,
  contentHash,
  hasAnswer,
  listStages,
  protocols,
  records,
  type Protocol,
} from '@crossfold/contracts';
import { readRecord, type ObjectStore } from '@crossfold/storage';
import { writeFileAtomically } from '@crossfold/provision';
import { publishedWeightsOf } from '@crossfold/study';
import { Argument, InvalidArgumentError, Option, type Command } from 'commander';
import { addDataset } from '../dataset/add-dataset.js';
import { manifestLines } from '../dataset/dataset-view.js';
import { drawImages } from '../dataset/drawn-images.js';
import { planRemoval, removeDataset } from '../dataset/remove-dataset.js';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import {
  drawnImages,
  paperFile,
  publishedBackbones,
  quickImages,
} from '../reproduce/paper-file.js';
import { withReader } from '../stack/with-reader.js';
import { withServer, type Server } from '../stack/with-server.js';
import { confirmPlan } from '../study/confirm-plan.js';
import { withChanges } from '../study/file-changes.js';
import { measureStudy } from '../study/measure-study.js';
import { measurementLine } from '../study/measurement-view.js';
import { readPreset } from '../study/presets.js';
import { assertPublishedThere, weightsFolder } from '../study/published-weights.js';
import { showExplanation } from '../study/show-explanation.js';
import { exitCodesText, showSeries } from '../study/show-study.js';
import { submittedText } from '../study/study-view.js';
import { untilAnswered } from '../study/until-answered.js';
import { collectChanges, setFlags, setText } from './change-options.js';
import { integerParser } from './option-parsers.js';
import { setUp } from './setup.js';

interface ReproduceOptions {
  readonly data?: string;
  readonly quick?: true;
  readonly protocol: Protocol;
  readonly acknowledgeLeakage?: true;
  readonly evaluateOn: readonly NamedFolder[];
  readonly set: readonly string[];
  readonly workers: number;
  readonly yes: boolean;
  readonly out: string;
}

type Fields = Readonly<Record<string, unknown>>;

interface NamedFolder {
  readonly name: string;
  readonly dir: string;
}

export function addReproduceCommand(program: Command, context: CommandContext): void {
  program
    .command('reproduce')
    .addArgument(
      new Argument('<study>', 'paper: backbones, then the ablation on the one that wins').choices([
        'paper',
      ]),
    )
    .option('--data <dir>', 'folder of HAM10000; drawn images where it is left out')
    .option('--quick', 'the same path on few small images, in a quarter of an hour on two cores')
    .addOption(
      new Option('--protocol <protocol>', 'how images are split')
        .choices([...protocols])
        .default('grouped'),
    )
    .option('--acknowledge-leakage', 'for --protocol image: its scores are inflated')
    .option(
      '--evaluate-on <name=dir>',
      'another data set for the models to predict; may be repeated',
      collectFolders,
      [],
    )
    .option(setFlags, `${setText}, to the study`, collectChanges, [])
    .option('--workers <number>', 'processes to start where none run', integerParser(1, 64), 1)
    .option('--yes', 'do not ask at a terminal whether to go on', false)
    .option('--out <file>', 'the document', 'paper.html')
    .addHelpText(
      'after',
      `\nThe plan is shown before anything is submitted; at a terminal it can be refused. Run again, it goes on\nwhere it was. ${exitCodesText}`,
    )
    .action((_: string, options: ReproduceOptions) => reproduce(context, options));
}

function collectFolders(text: string, before: readonly NamedFolder[]): NamedFolder[] {
  const [, name, dir] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || dir === undefined) {
    throw new InvalidArgumentError('expected NAME=FOLDER, such as isic2019=/data/isic2019');
  }
  return [...before, { name, dir: resolve(dir) }];
}

/** Each step finds what it made before: to run the command again repeats nothing. */
async function reproduce(context: CommandContext, options: ReproduceOptions): Promise<void> {
  const { data, quick = false, protocol, acknowledgeLeakage = false, evaluateOn } = options;
  if (protocol === 'image' && !acknowledgeLeakage) {
    throw new AppError('REQUEST_INVALID', 'expected --acknowledge-leakage with --protocol image', {
      remedy: 'Add it, or choose --protocol grouped: a split by image inflates every score.',
    });
  }
  const preset = await readPreset('paper-two-stage');
  const fileFor = ({ dataset, hasMasks }: Pick<OwnImages, 'dataset' | 'hasMasks'>) =>
    paperFile(preset, { dataset, isQuick: quick, protocol, hasMasks, acknowledgeLeakage });
  await assertWeights(
    context,
    withOwnChanges(fileFor({ dataset: '', hasMasks: true }), options.set),
  );
  const own = await addOwnImages(context, data, quick);
  const file = withOwnChanges(fileFor(own), options.set);
  tellGaps(context, own, evaluateOn);
  const { workers, yes } = options;
  if (!(await isSubmitted(context, file, own))) {
    if (!(await confirmPlan(context, file, { slots: workers, yes }))) return takeBack(context, own);
  }
  await setUp(context);
  for (const { name, dir } of evaluateOn) await addImages(context, dir, name);
  const needs = { workers, makesState: true, isRepeatable: true };
  await withServer(context, needs, async (server) => {
    const key = `reproduce-${contentHash({ file, manifestSha256: own.manifestSha256 })}`;
    const submitted = await server.api.submit(file, key);
    context.terminal.emit({ type: 'submitted', ...submitted });
    context.terminal.print(submittedText(submitted, server.api.url));
    const last = await showSeries(context, server, submitted.studyId);
    if (last === null || !hasAnswer(last.state)) return;
    await lookCloser(context, server, last.studyId, evaluateOn);
    if (context.config.url === null) await measureStages(context, last.studyId);
    const out = resolve(options.out);
    await writeFileAtomically(out, await server.api.reportText(last.studyId, 'html'));
    context.terminal.emit({ type: 'document', studyId: last.studyId, path: out });
    context.terminal.print('', `document: ${out}`);
  });
}

/**
 * Says before anything is read which published weights are not on this machine.
 *
 * @throws AppError WEIGHTS_INVALID for those that workers do not fetch
 */
async function assertWeights({ config, terminal }: CommandContext, file: Fields): Promise<void> {
  // Workers of a server elsewhere have files of their own.
  if (config.url !== null) return;
  const wanted = publishedWeightsOf(publishedBackbones(file));
  const notes = await assertPublishedThere(wanted, weightsFolder(config.environment));
  for (const note of notes) terminal.note(note);
}

/** @throws AppError REQUEST_INVALID for a change of what this command sets by itself */
function withOwnChanges(file: Fields, changes: readonly string[]): Fields {
  const changed = withChanges(file, changes) as Fields;
  for (const [field, option] of [
    ['dataset', '--data'],
    ['protocol', '--protocol'],
  ] as const) {
    if (changed[field] === file[field]) continue;
    throw new AppError(
      'REQUEST_INVALID',
      `expected no --set ${field}, got ${String(changed[field])}`,
      {
        remedy: `Give ${option}.`,
      },
    );
  }
  return changed;
}

/** What the published study did, or asked for, and this run does not. */
function tellGaps(
  { terminal }: CommandContext,
  { hasMasks }: OwnImages,
  evaluateOn: readonly NamedFolder[],
): void {
  if (!hasMasks)
    terminal.note('not all images have masks: no arms of the lesion or the background alone');
  if (evaluateOn.length === 0)
    terminal.note('no --evaluate-on: the models predict no other data set');
}

/** Where the models look, and how they do on other data sets, in one view of each image and in eight. */
async function lookCloser(
  context: CommandContext,
  server: Server,
  studyId: string,
  others: readonly NamedFolder[],
): Promise<void> {
  await showExplanation(context, server, { studyId, request: {} });
  for (const { name } of others) {
    for (const testTimeAugmentation of ['none', 'dihedral8'] as const) {
      context.terminal.note(`predicting ${name}, test-time augmentation: ${testTimeAugmentation}`);
      const request = { dataset: name, testTimeAugmentation };
      await untilAnswered(server, await server.api.crossEvaluate(studyId, request));
    }
  }
}

/** What models of each stage take to predict, on this machine; what was measured before stays. */
function measureStages(context: CommandContext, lastId: string): Promise<void> {
  return withStore(context, async (store) => {
    const { series } = await readRecord(store, records.study, { studyId: lastId });
    const stages = series ? listStages(series).slice(0, series.index + 1) : [{ studyId: lastId }];
    for (const { studyId } of stages) {
      for await (const one of measureStudy(context, store, studyId, { isKept: true })) {
        context.terminal.note(measurementLine(one));
      }
    }
  });
}

/** Whether it goes on with what was begun before: that was agreed to. */
function isSubmitted(
  context: CommandContext,
  file: Fields,
  { manifestSha256 }: OwnImages,
): Promise<boolean> {
  const [wanted, beginning] = [contentHash(file), `${String(file['name'])}-`];
  return withReader(context, async (reader) => {
    for (const { studyId, name } of await reader.studyNames()) {
      if (!name.startsWith(beginning)) continue;
      const { dataset, series } = (await reader.study(studyId)).study;
      const isSame = dataset.manifestSha256 === manifestSha256;
      if (isSame && series && contentHash(series.file) === wanted) return true;
    }
    return false;
  });
}

/** Of a plan that was refused nothing is left: not the images either, where they came with it. */
async function takeBack(
  context: CommandContext,
  { dataset, isNew, drawnIn }: OwnImages,
): Promise<void> {
  if (!isNew) return;
  await withStore(context, async (store) => {
    await removeDataset(store, await planRemoval(store, dataset), { force: false });
  });
  if (drawnIn !== null) await rm(drawnIn, { recursive: true, force: true });
  context.terminal.note(`the data set ${dataset} was taken out again`);
}

interface OwnImages {
  readonly dataset: string;
  readonly manifestSha256: string;
  readonly hasMasks: boolean;
  /** Whether the name stood for nothing before. */
  readonly isNew: boolean;
  /** The folder of drawn images; null of images that were there. */
  readonly drawnIn: string | null;
}

async function addOwnImages(
  context: CommandContext,
  data: string | undefined,
  isQuick: boolean,
): Promise<OwnImages> {
  if (data !== undefined) return addImages(context, resolve(data), 'ham10000');
  const name = isQuick ? 'drawn-quick' : 'drawn';
  context.terminal.note('no --data: on drawn images, whose scores say nothing about skin');
  const dir = await drawImages(context, name, isQuick ? quickImages : drawnImages);
  // What is drawn may become another set with a new version of crossfold.
  return { ...(await addImages(context, dir, name, { replace: true })), drawnIn: dir };
}

function addImages(
  context: CommandContext,
  dir: string,
  name: string,
  { replace = false } = {},
): Promise<OwnImages> {
  const { terminal, signal } = context;
  const add = async (store: ObjectStore): Promise<OwnImages> => {
    const found = await addDataset(dir, { name, store, terminal, signal, replace });
    const { manifest, pointer } = found;
    if (!found.unchanged) terminal.print(...manifestLines(manifest), '');
    const hasMasks = manifest.images.every(({ maskSha256 }) => maskSha256 !== null);
    const isNew = !found.unchanged && found.replaced === null;
    const { manifestSha256 } = pointer;
    return { dataset: name, manifestSha256, hasMasks, isNew, drawnIn: null };
  };
  return withStore(context, add, { makesState: true });
}
