import { dirname } from 'node:path';
import {
  describeConfiguration,
  studyJsonSchema,
  studyOrders,
  studyStates,
  type StudyOrder,
  type StudyState,
} from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { createStoreReader } from '@crossfold/study';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { hasState, placeOf } from '../process/state-folder.js';
import { withStore } from '../dataset/with-store.js';
import { withReader } from '../stack/with-reader.js';
import { withServer } from '../stack/with-server.js';
import { configurationLines } from '../study/configuration-view.js';
import { findStudyId } from '../study/find-study.js';
import { collectChanges, setFlags, setText, withChanges } from '../study/file-changes.js';
import { storeForeignFiles } from '../study/foreign-files.js';
import { forecastLines } from '../study/forecast-view.js';
import { measureHere, measureStudy } from '../study/measure-study.js';
import { measurementLine } from '../study/measurement-view.js';
import { exitCodesText, showSeries } from '../study/show-study.js';
import { specText } from '../study/spec-text.js';
import { readStudyFile } from '../study/study-file.js';
import { studyLines, studyListLines, waitingText } from '../study/study-view.js';
import { askWithWeights, namesWeights } from '../study/weights-paths.js';
import { integerParser } from './option-parsers.js';
import { addStudyControl } from './study-control.js';

interface ListOptions {
  readonly state?: StudyState;
  readonly find?: string;
  readonly sort: StudyOrder;
}

export function addStudyCommand(program: Command, context: CommandContext): void {
  const study = program.command('study').description('studies that were submitted');
  study
    .command('list')
    .description('all studies, or those that are looked for')
    .addOption(new Option('--state <state>', 'in this state alone').choices(studyStates))
    .option('--find <text>', 'with this in their name, their id or the name of their data set')
    .addOption(
      new Option('--sort <order>', 'which come first').choices(studyOrders).default('newest'),
    )
    .action((options: ListOptions) => list(context, options));
  study
    .command('show <study>')
    .description('state and trials of a study, by its id or its name')
    .option('--config', 'the settings that it trains with, and what each arm changes')
    .action((wanted: string, options: ShowOptions) => show(context, wanted, options));
  study
    .command('file <study>')
    .description('the study file as it was submitted, without its comments')
    .option('--out <file>', 'write it to a file')
    .action((wanted: string, options: FileOptions) => file(context, wanted, options));
  study
    .command('follow <study>')
    .description('go on with a study that is not final, and watch it to its end')
    .addHelpText('after', `\n${exitCodesText}`)
    .action((wanted: string) => follow(context, wanted));
  study
    .command('forecast <file>')
    .description('check a study file, and tell what it would take; submits nothing')
    .option('--slots <number>', 'trials that are to run at once', integerParser(1, 10_000), 1)
    .option(setFlags, `${setText}, to the file`, collectChanges, [])
    .action((file: string, options: ForecastOptions) => forecast(context, file, options));
  study.addHelpText('after', `\n${startsText}`);
  study
    .command('measure <study>')
    .description(
      'latency and memory of a model of each variant on this machine, for the trade-off of its report',
    )
    .option('--variant <name>', 'of this one alone')
    .action((wanted: string, options: MeasureOptions) => measure(context, wanted, options));
  addStudyControl(study, context);
  study
    .command('schema')
    .description('the JSON Schema of a study file, for editors')
    .action(() => {
      context.terminal.write(JSON.stringify(studyJsonSchema(), null, 2));
    });
}

const startsText = `list, show, file, forecast, measure and schema start no server: where no server runs, the states
of trials are those of their ends in the store. The others start one where none runs.`;

interface MeasureOptions {
  readonly variant?: string;
}

async function measure(
  context: CommandContext,
  wanted: string,
  { variant }: MeasureOptions,
): Promise<void> {
  const { terminal } = context;
  await withStore(context, async (store) => {
    const studyId = await findStudyId(terminal, createStoreReader(store), wanted);
    const measured =
      variant === undefined
        ? measureStudy(context, store, studyId, { isKept: false })
        : [await measureHere(store, studyId, variant)];
    for await (const one of measured) {
      terminal.emit(one);
      terminal.print(measurementLine(one));
    }
  });
}

interface ForecastOptions {
  readonly set: readonly string[];
  readonly slots: number;
}

async function forecast(
  context: CommandContext,
  file: string,
  { slots, set }: ForecastOptions,
): Promise<void> {
  const { terminal, config } = context;
  const written = withChanges(await readStudyFile(file), set);
  const spec = await storeForeignFiles(context, written, dirname(file));
  const ask = () => withReader(context, (reader) => reader.forecast(spec));
  const told = await (config.url === null ? askWithWeights(spec, ask) : ask());
  if (config.url !== null && namesWeights(spec)) {
    terminal.note(`weights files were not looked for: the workers of ${config.url} read them`);
  }
  terminal.emit(told);
  terminal.print(...forecastLines(told, slots));
}

async function list(context: CommandContext, options: ListOptions): Promise<void> {
  const { terminal } = context;
  const { state, find, sort } = options;
  const wanted = { sort, ...(state && { state }), ...(find && { text: find }) };
  const studies = hasState(context.config)
    ? await withReader(context, (reader) => reader.listStudies(wanted))
    : [];
  for (const study of studies) terminal.emit(study);
  const waiting = waitingText(studies);
  if (waiting !== null) terminal.note(waiting);
  if (studies.length > 0) terminal.print(...studyListLines(terminal, studies));
  else if (state ?? find) terminal.print('no study fits what is looked for');
  else
    terminal.print(
      `no studies in ${placeOf(context.config)}; submit one: crossfold run STUDY.yaml`,
    );
}

interface ShowOptions {
  readonly config?: true;
}

interface FileOptions {
  readonly out?: string;
}

async function file(context: CommandContext, wanted: string, { out }: FileOptions): Promise<void> {
  const { terminal } = context;
  const { study } = await withReader(context, async (reader) =>
    reader.study(await findStudyId(terminal, reader, wanted)),
  );
  const text =
    terminal.mode === 'json' ? JSON.stringify(study.spec) : specText(study.spec).trimEnd();
  if (out === undefined) return terminal.write(text);
  await writeFileAtomically(out, `${text}\n`);
  terminal.note(`written to ${out}`);
}

async function show(
  context: CommandContext,
  wanted: string,
  { config }: ShowOptions,
): Promise<void> {
  const { terminal } = context;
  await withReader(context, async (reader) => {
    const studyId = await findStudyId(terminal, reader, wanted);
    if (config) {
      const { study } = await reader.study(studyId);
      terminal.emit({ studyId, ...describeConfiguration(study.variants) });
      terminal.print(...configurationLines(study, terminal.size.columns));
      return;
    }
    const [detail, trials] = await Promise.all([reader.study(studyId), reader.listTrials(studyId)]);
    terminal.emit({ ...detail, trialViews: trials });
    terminal.print(...studyLines(detail, trials));
  });
}

async function follow(context: CommandContext, wanted: string): Promise<void> {
  await withServer(context, { workers: 1, isRepeatable: true }, async (server) => {
    await showSeries(context, server, await findStudyId(context.terminal, server.api, wanted));
  });
}
