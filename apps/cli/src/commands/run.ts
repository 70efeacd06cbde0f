import { dirname, resolve } from 'node:path';
import type { Submitted } from '@crossfold/contracts';
import type { Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { hasState } from '../process/state-folder.js';
import { withReader } from '../stack/with-reader.js';
import { withServer } from '../stack/with-server.js';
import { withChanges } from '../study/file-changes.js';
import { storeForeignFiles } from '../study/foreign-files.js';
import { assertPublished } from '../study/assert-published.js';
import { confirmPlan } from '../study/confirm-plan.js';
import { exitCodesText, showSeries } from '../study/show-study.js';
import { readStudyFile } from '../study/study-file.js';
import { submittedText } from '../study/study-view.js';
import { askWithWeights, assertWeightsThere } from '../study/weights-paths.js';
import { collectChanges, setFlags, setText } from './change-options.js';
import { integerParser } from './option-parsers.js';

interface RunOptions {
  readonly workers: number;
  readonly follow: boolean;
  readonly yes?: true;
  readonly set: readonly string[];
}

export function addRunCommand(program: Command, context: CommandContext): void {
  program
    .command('run <file>')
    .addHelpText('after', `\n${exitCodesText}`)
    .option('--workers <number>', 'processes to start where none run', integerParser(1, 64), 1)
    .option(setFlags, `${setText}, to the file`, collectChanges, [])
    .option('--yes', 'do not ask at a terminal whether to go on')
    .option('--no-follow', 'only submit it to the server that runs')
    .action((file: string, options: RunOptions) => run(context, file, options));
}

/** Where a file of weights is missing, nothing is trained; what else is wrong is told with it. */
async function assertWeights(context: CommandContext, spec: unknown): Promise<void> {
  try {
    await assertWeightsThere(spec);
  } catch (missing) {
    if (!hasState(context.config)) throw missing;
    await askWithWeights(spec, () => withReader(context, (reader) => reader.forecast(spec)));
    throw missing;
  }
}

/** Whether somebody can be asked, about a data set that can be there. */
function isAsked({ terminal, config }: CommandContext): boolean {
  return terminal.canAsk && (config.url !== null || hasState(config));
}

async function run(
  context: CommandContext,
  file: string,
  { workers, follow, yes, set }: RunOptions,
): Promise<void> {
  const { terminal } = context;
  const written = withChanges(await readStudyFile(file), set);
  const spec = await storeForeignFiles(context, written, dirname(file));
  // Workers of a server elsewhere have files of their own.
  if (context.config.url === null) {
    await assertWeights(context, spec);
    await assertPublished(context, spec);
  }
  const mayRefuse = !yes && isAsked(context);
  if (mayRefuse && !(await confirmPlan(context, spec, { slots: workers, yes: false }))) return;
  // A stack without workers, which ends with this command, still keeps what was submitted.
  const weightsFolders = [dirname(resolve(file))];
  const needs = {
    workers: follow ? workers : 0,
    weightsFolders,
    makesState: true,
    isRepeatable: true,
  };
  let submitted: Submitted | null = null;
  await withServer(context, needs, async (server) => {
    if (submitted === null) {
      submitted = await server.api.submit(spec);
      terminal.emit({ type: 'submitted', ...submitted });
      terminal.print(submittedText(submitted, server.api.url));
    }
    if (follow) await showSeries(context, server, submitted.studyId);
  });
}
