import type { FinalStudyState } from '@crossfold/contracts';
import type { CommandContext } from '../process/context.js';
import type { Server } from '../stack/with-server.js';
import { followStudy } from './follow-study.js';
import { printReport } from './print-report.js';

/** What scripts are told of how a study ended. 2 is a wrong call, 130 an interruption. */
const exitCodes = {
  finished: 0,
  failed: 1,
  cancelled: 1,
  'finished-with-failures': 3,
} as const satisfies Record<FinalStudyState, number>;

export const exitCodesText =
  'Exit codes: 0 finished, 1 failed or cancelled, 2 wrong call or study file, 3 finished with failures, 130 interrupted.';

/** Follows a study to its end and prints its report. Sets the exit code. */
export async function showStudy(
  { terminal, setExitCode, signal: interruption }: CommandContext,
  { api, signal, isEmbedded }: Server,
  studyId: string,
): Promise<FinalStudyState | null> {
  const state = await followStudy(api, studyId, { terminal, signal });
  if (state === null) {
    // A stack that another command started has ended, which is told where it is found out.
    if (!interruption.aborted && !isEmbedded) return null;
    const goesOn = isEmbedded ? 'is kept' : 'goes on without being watched';
    terminal.note(`${studyId} ${goesOn}; take it up: crossfold study follow ${studyId}`);
    return null;
  }
  if (terminal.mode === 'json')
    terminal.emit({ type: 'report', report: await api.report(studyId) });
  else await printReport(terminal, api, studyId);
  setExitCode(exitCodes[state]);
  return state;
}
