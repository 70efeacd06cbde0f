import { explanationMethods, type ExplanationRequest } from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import { showExplanation } from '../study/show-explanation.js';
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

export function addExplainCommand(program: Command, context: CommandContext): void {
  program
    .command('explain <study>')
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
  await withServer(context, { workers: 1, isRepeatable: true }, async (server) => {
    const studyId = await findStudyId(context.terminal, server.api, wanted);
    const { out } = options;
    await showExplanation(context, server, { studyId, request: requestOf(options), out });
  });
}

function requestOf(options: ExplainOptions): Partial<ExplanationRequest> {
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
