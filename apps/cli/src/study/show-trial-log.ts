import type { CommandContext } from '../process/context.js';
import { readFrom } from '../stack/with-reader.js';
import { findStudyId } from './find-study.js';
import type { TrialLogChoice } from './follow-trial-log.js';

export interface TrialLogOptions extends TrialLogChoice {
  readonly follow?: true | undefined;
}

/** Prints what an attempt at a trial has said, and goes on with what it says where it is followed. */
export async function showTrialLog(
  context: CommandContext,
  wanted: string,
  trialId: string,
  { follow, ...choice }: TrialLogOptions,
): Promise<void> {
  const { terminal, signal } = context;
  await readFrom(context, async ({ reader, api }) => {
    const studyId = await findStudyId(terminal, reader, wanted);
    const show = (log: string) => {
      terminal.emit({ studyId, trialId, log });
      terminal.print(log.trimEnd());
    };
    // Where no server runs, nothing comes to a log.
    if (!follow || api === null) {
      show(await reader.trialLog(studyId, trialId, choice));
      return;
    }
    const { followTrialLog } = await import('./follow-trial-log.js');
    for await (const more of followTrialLog(api, { studyId, trialId }, choice, signal)) show(more);
  });
}
