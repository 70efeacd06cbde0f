import type { Budget, ControlCommand, OpenSealedPart } from '@crossfold/contracts';
import { InvalidArgumentError, type Command } from 'commander';
import type { ControlRequest } from '../client/api-client.js';
import type { CommandContext } from '../process/context.js';
import { withServer } from '../stack/with-server.js';
import { findStudyId } from '../study/find-study.js';
import type { CloneOptions } from '../study/clone-study.js';
import { collectChanges, setFlags, setText } from './change-options.js';

interface TrialOption {
  readonly trial?: string;
}

/** What each command does, and what is said when it is recorded. */
const texts = {
  cancel: ['end it for good; what is finished is summarised', 'its processes are being ended'],
  pause: ['stop it at the next step, keeping its checkpoint', 'it stops at its next step'],
  resume: ['go on with what was paused', 'it goes on where it stopped'],
  retry: [
    'try what failed, was skipped or cancelled again; a report that was there is written anew',
    'what failed, was skipped or cancelled waits for a worker again',
  ],
  revive: ['run what was raced out', 'what was raced out waits for a worker'],
  budget: [
    'give it another budget; what was stopped for want of one goes on',
    'it goes on as far as its budget reaches',
  ],
  prioritise: ['let its waiting trials come sooner or later', 'its waiting trials are moved'],
} as const satisfies Record<ControlCommand, readonly [string, string]>;

/** Commands to a study, or with `--trial` to one trial of it. */
export function addStudyControl(study: Command, context: CommandContext): void {
  for (const command of ['cancel', 'pause', 'resume', 'retry'] as const) {
    study
      .command(`${command} <study>`)
      .description(texts[command][0])
      .option('--trial <id>', 'only this trial')
      .action((wanted: string, { trial }: TrialOption) => ask(context, wanted, trial, { command }));
  }
  study
    .command('revive <study>')
    .description(texts.revive[0])
    .option('--arm <name>', 'only this arm; all arms otherwise')
    .option('--trial <id>', 'only this trial')
    .action((wanted: string, { arm, trial }: TrialOption & { readonly arm?: string }) => {
      if (arm !== undefined && trial !== undefined) {
        throw new InvalidArgumentError('expected --arm or --trial, got both');
      }
      return ask(context, wanted, trial, {
        command: 'revive',
        ...(arm === undefined ? {} : { arm }),
      });
    });
  study
    .command('prioritise <study>')
    .description(texts.prioritise[0])
    .argument('<priority>', 'from -1000 to 1000, the higher, the sooner; 0 at first', parsePriority)
    .option('--trial <id>', 'only this trial')
    .action((wanted: string, priority: number, { trial }: TrialOption) =>
      ask(context, wanted, trial, { command: 'prioritise', priority }),
    );
  study
    .command('budget <study>')
    .description(texts.budget[0])
    .option('--max-hours <hours>', 'hours of slots that its trials may take together', Number)
    .option('--max-cost <cost>', 'what those hours may cost, by the price of the fleet', Number)
    .option('--deadline <time>', 'when it is to end at the latest, such as 2026-12-24T18:00:00Z')
    .action((wanted: string, budget: Budget) =>
      ask(context, wanted, undefined, { command: 'budget', budget }),
    );
  study
    .command('clone <study>')
    .description('submit its file once more, with changes')
    .option('--changes <file>', 'YAML or JSON to be laid over the file')
    .option(setFlags, setText, collectChanges, [])
    .option(
      '--reuse',
      'take its results for the trials that stay the same; no ensemble, so that the sealed part is not opened again',
    )
    .option('--ensemble', 'with --reuse: score an ensemble on the sealed part all the same')
    .action(async (wanted: string, options: CloneOptions) => {
      const { cloneStudy } = await import('../study/clone-study.js');
      await cloneStudy(context, wanted, options);
    });
  study
    .command('open-sealed <study>')
    .description(
      'score an ensemble of a study that has ended without one on its sealed part: once, logged and counted for good; trials without a result are trained first',
    )
    .requiredOption('--confirm <name>', 'the name of the study once more')
    .option('--variant <name>', 'whose models vote; the baseline when left out')
    .action(async (wanted: string, options: OpenSealedPart) => {
      const { openSealedPart } = await import('../study/open-sealed-part.js');
      await openSealedPart(context, wanted, options);
    });
}

async function ask(
  context: CommandContext,
  wanted: string,
  trial: string | undefined,
  asked: ControlRequest,
): Promise<void> {
  const { terminal } = context;
  await withServer(context, { workers: 0 }, async ({ api }) => {
    const studyId = await findStudyId(context.terminal, api, wanted);
    await api.control(studyId, trial ?? null, asked);
    terminal.emit({ studyId, ...(trial === undefined ? {} : { trialId: trial }), ...asked });
    terminal.print(`${trial ?? studyId}: ${asked.command}: ${texts[asked.command][1]}`);
  });
}

function parsePriority(text: string): number {
  const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
  if (Math.abs(value) <= 1000) return value;
  throw new InvalidArgumentError('expected a whole number in -1000 … 1000');
}
