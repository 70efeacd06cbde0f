import {
  isFinalStudyState,
  type StudyDetail,
  type StudyState,
  type TrialState,
  type TrialView,
} from '@crossfold/contracts';
import type { Stack } from './stack.js';
import { readReceipts, resultHashes, type CellHashes } from './tiny-study.js';

/** Long enough for the largest study of the tests, on a machine that does other work too. */
const timeoutMs = 480_000;

/** Waits until a study has its end. @returns which */
export async function untilEnd(stack: Stack, studyId: string): Promise<StudyState> {
  const isOver = ({ state }: StudyDetail) => isFinalStudyState(state);
  return (await stack.waitFor(`/studies/${studyId}`, isOver, timeoutMs)).state;
}

/** Waits for a state; a study that meanwhile ends in another one is an error at once. */
export async function untilState(
  stack: Stack,
  studyId: string,
  wanted: StudyState,
): Promise<StudyDetail> {
  const isThere = ({ state }: StudyDetail) => state === wanted || isFinalStudyState(state);
  const study = await stack.waitFor(`/studies/${studyId}`, isThere, timeoutMs);
  if (study.state === wanted) return study;
  const { trials } = study;
  throw new Error(`expected ${studyId} ${wanted}, got ${study.state}: ${JSON.stringify(trials)}`);
}

export async function untilTrialState(
  stack: Stack,
  studyId: string,
  trialId: string,
  wanted: TrialState,
): Promise<void> {
  const isThere = ({ state }: TrialView) => state === wanted;
  await stack.waitFor(`/studies/${studyId}/trials/${trialId}`, isThere, timeoutMs);
}

/** Waits until the report of a study could not be written. */
export function untilReportFails(stack: Stack, studyId: string): Promise<StudyDetail> {
  return stack.waitFor(
    `/studies/${studyId}`,
    ({ error }: StudyDetail) => error !== null,
    timeoutMs,
  );
}

/** Waits until a study is finished. @returns what it has in common with others, bit by bit */
export async function hashesAtEnd(stack: Stack, studyId: string): Promise<CellHashes[]> {
  await untilState(stack, studyId, 'finished');
  return resultHashes(await readReceipts(stack.store, studyId));
}
