import {
  testTimeAugmentationSchema,
  transferModes,
  type CrossEvaluationRequest,
  type TransferMode,
} from '@crossfold/contracts';
import { Option, type Command } from 'commander';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { crossEvaluationLines } from '../study/cross-evaluation-view.js';
import { untilAnswered } from '../study/until-answered.js';
import { findStudyId } from '../study/find-study.js';

interface EvaluateOptions {
  readonly dataset: string;
  readonly variant?: string;
  readonly mode?: TransferMode;
  readonly tta: CrossEvaluationRequest['testTimeAugmentation'];
}

export function addEvaluateCommand(program: Command, context: CommandContext): void {
  program
    .command('evaluate <study>')
    .requiredOption('--dataset <name>', 'which data set')
    .option('--variant <name>', 'whose models (default: the baseline)')
    .addOption(
      new Option(
        '--mode <mode>',
        'open: any class may be answered; closed: only those of the data set (default: both)',
      ).choices(transferModes),
    )
    .addOption(
      new Option('--tta <views>', 'views of each image whose answers are averaged')
        .choices(testTimeAugmentationSchema.options)
        .default('none'),
    )
    .action((wanted: string, options: EvaluateOptions) => evaluate(context, wanted, options));
}

async function evaluate(
  context: CommandContext,
  wanted: string,
  { dataset, variant, mode, tta }: EvaluateOptions,
): Promise<void> {
  const { terminal } = context;
  await withServer(context, { workers: 1, isRepeatable: true }, async (server) => {
    const studyId = await findStudyId(context.terminal, server.api, wanted);
    const asked = await server.api.crossEvaluate(studyId, {
      dataset,
      testTimeAugmentation: tta,
      ...(variant !== undefined && { variant }),
    });
    if (asked.state !== 'succeeded') {
      terminal.note(
        `${studyId} on ${dataset}: ${asked.state}, cross-evaluation ${asked.crossEvaluationId}`,
      );
    }
    const result = await untilAnswered(server, asked);
    terminal.emit({ type: 'crossEvaluation', result });
    terminal.print(...crossEvaluationLines(result, mode === undefined ? transferModes : [mode]));
  });
}
