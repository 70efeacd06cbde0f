import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, explanationMethods, type ExplanationView } from '@crossfold/contracts';
import { writeFileAtomically } from '@crossfold/provision';
import { Option, type Command } from 'commander';
import type { ApiClient } from '../api-client.js';
import type { CommandContext } from '../context.js';
import { withServer, type Server } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import { integerParser, seedParser } from './option-parsers.js';

interface ExplainOptions {
  readonly variant?: string;
  readonly method?: (typeof explanationMethods)[number];
  readonly layer?: string;
  readonly seed?: number;
  readonly perClass?: number;
  readonly images?: number;
  readonly occlusion: boolean;
  readonly out?: string;
}

const pollMs = 500;

export function addExplainCommand(program: Command, context: CommandContext): void {
  program
    .command('explain <study>')
    .description('where the models of a study look, on images that they were not trained on')
    .option('--variant <name>', "whose models (default: the ensemble's variant, or the baseline)")
    .addOption(new Option('--method <method>', 'of the maps').choices([...explanationMethods]))
    .option('--layer <name>', 'of the backbone, with a feature map (default: its last block)')
    .option('--seed <number>', "whose trials (default: the study's first seed)", seedParser)
    .option('--per-class <number>', 'pictures of each class (default: 4)', integerParser(0, 20))
    .option(
      '--images <number>',
      'images of each class to measure (default: 100)',
      integerParser(1, 2000),
    )
    .option('--no-occlusion', 'leave out the check against occlusion sensitivity')
    .option('--out <file>', 'write findings and pictures as one HTML page')
    .action((wanted: string, options: ExplainOptions) => explain(context, wanted, options));
}

async function explain(
  context: CommandContext,
  wanted: string,
  options: ExplainOptions,
): Promise<void> {
  const { terminal } = context;
  await withServer(context, { workers: 1 }, async (server) => {
    const { api } = server;
    const studyId = await findStudyId(api, wanted);
    const ordered = await api.explain(studyId, requestOf(options));
    const { number } = ordered.order;
    const view = await untilEnded(context, server, ordered);
    terminal.emit(view);
    if (terminal.mode !== 'json') terminal.write(await api.explanationText(studyId, number, 'md'));
    if (options.out === undefined) return;
    await writeFileAtomically(options.out, await api.explanationText(studyId, number, 'html'));
    terminal.note(`written to ${options.out}`);
  });
}

/** What is left out gets its default from the server. */
function requestOf(options: ExplainOptions): Parameters<ApiClient['explain']>[1] {
  const { variant, method, layer, seed, perClass, images, occlusion } = options;
  return {
    ...(variant !== undefined && { variant }),
    ...(method !== undefined && { method }),
    ...(layer !== undefined && { layer }),
    ...(seed !== undefined && { seed }),
    ...(perClass !== undefined && { picturesPerClass: perClass }),
    ...(images !== undefined && { imagesPerClass: images }),
    occlusion,
  };
}

/** @throws AppError with the code of the explanation's failure */
async function untilEnded(
  { terminal }: CommandContext,
  { api, signal }: Server,
  ordered: ExplanationView,
): Promise<ExplanationView> {
  const { studyId, number } = ordered.order;
  let view = ordered;
  let told = '';
  while (view.state === 'open') {
    const { progress } = view;
    const text = progress ? `explained ${progress.done} of ${progress.total} images` : 'waiting';
    if (text !== told) terminal.note(text);
    told = text;
    await sleep(pollMs, undefined, { signal });
    view = await api.explanation(studyId, number);
  }
  if (!view.failure) return view;
  const { code, message, remedy } = view.failure;
  throw new AppError(code, message, { remedy });
}
