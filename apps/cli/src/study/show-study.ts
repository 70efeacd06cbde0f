import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, nextStudyId, type FinalStudyState } from '@crossfold/contracts';
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

const lookMs = 1000;

/**
 * Follows a study and those that follow it in its series, and prints the report of each.
 *
 * @returns the last one, and how it ended; null where nobody waits for its end any more
 */
export async function showSeries(
  context: CommandContext,
  server: Server,
  studyId: string,
): Promise<{ readonly studyId: string; readonly state: FinalStudyState } | null> {
  for (let shown = studyId; ;) {
    const state = await showStudy(context, server, shown);
    if (state === null) return null;
    const next = await untilNext(context, server, shown);
    if (next === null) return server.signal.aborted ? null : { studyId: shown, state };
    shown = next;
  }
}

/** @returns the study that follows in the series; null where none does, or nobody waits any more */
async function untilNext(
  { terminal }: CommandContext,
  { api, signal }: Server,
  studyId: string,
): Promise<string | null> {
  const { study, series } = await api.study(studyId);
  const next = nextStudyId(study);
  if (next === null || !series) return null;
  const stage = series.stages[series.index + 1]?.name ?? '';
  if (series.stopped !== null) {
    terminal.note(`stage ${stage} does not follow: ${series.stopped}`);
    return null;
  }
  terminal.note(`stage ${stage} follows: ${next}`);
  while (!signal.aborted) {
    const found = await api.study(next).catch(unlessMissing);
    if (found) return next;
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
  return null;
}

/** The server makes it in a moment. */
function unlessMissing(error: unknown): null {
  if (error instanceof AppError && error.code === 'NOT_FOUND') return null;
  throw error;
}

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
