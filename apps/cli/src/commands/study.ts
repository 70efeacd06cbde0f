import {
  describeConfiguration,
  studyJsonSchema,
  studyOrders,
  studyStates,
  type StudyOrder,
  type StudyState,
} from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { hasState, placeOf } from '../process/state-folder.js';
import { withReader } from '../stack/with-reader.js';
import { withServer } from '../stack/with-server.js';
import { configurationLines } from '../study/configuration-view.js';
import { findStudyId } from '../study/find-study.js';
import type { ForecastOptions } from '../study/forecast-file.js';
import type { MeasureOptions } from '../study/measure-models.js';
import { exitCodesText, showSeries } from '../study/show-study.js';
import { showTrialLog, type TrialLogOptions } from '../study/show-trial-log.js';
import { studyLines, studyListLines, waitingText } from '../study/study-view.js';
import { collectChanges, setFlags, setText } from './change-options.js';
import { integerParser } from './option-parsers.js';
import { addStudyControl } from './study-control.js';

interface ListOptions {
  readonly state?: StudyState;
  readonly find?: string;
  readonly sort: StudyOrder;
}

export function addStudyCommand(program: Command, context: CommandContext): void {
  const study = program.command('study');
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
    .command('logs <study> <trial>')
    .description('what an attempt at a trial has said: its progress, and what its process printed')
    .option('--attempt <number>', 'of this one; left out: of the newest', integerParser(1, 999_999))
    .option('--tail <lines>', 'so many lines of its end', integerParser(1, 100_000))
    .option('-f, --follow', 'go on with the lines that come, until the trial has ended')
    .action((wanted: string, trialId: string, options: TrialLogOptions) =>
      showTrialLog(context, wanted, trialId, options),
    );
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
    .action(async (file: string, options: ForecastOptions) => {
      const { forecastFile } = await import('../study/forecast-file.js');
      await forecastFile(context, file, options);
    });
  study.addHelpText('after', `\n${startsText}`);
  study
    .command('measure <study>')
    .description(
      'latency and memory of a model of each variant on this machine, for the trade-off of its report',
    )
    .option('--variant <name>', 'of this one alone')
    .action(async (wanted: string, options: MeasureOptions) => {
      const { measureModels } = await import('../study/measure-models.js');
      await measureModels(context, wanted, options);
    });
  addStudyControl(study, context);
  study
    .command('schema')
    .description('the JSON Schema of a study file, for editors')
    .action(() => {
      context.terminal.write(JSON.stringify(studyJsonSchema(), null, 2));
    });
}

const startsText = `list, show, file, logs, forecast, measure and schema start no server: where no server runs, the states
of trials are those of their ends in the store. The others start one where none runs.`;

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
  const { specText } = await import('../study/spec-text.js');
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
