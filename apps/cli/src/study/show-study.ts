import type { StudyState } from '@crossfold/contracts';
import type { CommandContext } from '../context.js';
import type { Server } from '../stack/with-server.js';
import { followStudy } from './follow-study.js';
import { printReport } from './print-report.js';

/**
 * Follows a study to its end and prints its report. Sets the exit code to 1 when it ended without
 * an answer.
 */
export async function showStudy(
  { terminal, setExitCode }: CommandContext,
  { api, signal, isEmbedded }: Server,
  studyId: string,
): Promise<StudyState | null> {
  const state = await followStudy(api, studyId, { terminal, signal });
  if (state === null) {
    const goesOn = isEmbedded ? 'is kept' : 'goes on without being watched';
    terminal.note(`${studyId} ${goesOn}; take it up: crossfold study follow ${studyId}`);
    return null;
  }
  if (terminal.mode === 'json')
    terminal.emit({ type: 'report', report: await api.report(studyId) });
  else await printReport(terminal, api, studyId);
  if (state !== 'finished') setExitCode(1);
  return state;
}
