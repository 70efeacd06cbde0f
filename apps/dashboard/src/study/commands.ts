import type { StudyState, TrialState } from '@crossfold/contracts';
import { isFinalStudyState } from '@crossfold/contracts/page';

export type Command = 'pause' | 'resume' | 'retry' | 'revive' | 'cancel';

/** What can be asked of a trial in its state. */
export function trialCommands(state: TrialState): readonly Command[] {
  if (state === 'queued' || state === 'running') return ['pause', 'cancel'];
  if (state === 'paused') return ['resume', 'cancel'];
  if (state === 'raced-out') return ['revive'];
  return state === 'succeeded' ? [] : ['retry'];
}

/**
 * What can be asked of a study.
 *
 * @param now `unfinished`: trials that failed, were skipped or cancelled; `racedOut`: those raced out
 */
export function studyCommands(
  state: StudyState,
  {
    desired,
    unfinished,
    racedOut,
  }: { readonly desired: string; readonly unfinished: number; readonly racedOut: number },
): readonly Command[] {
  const isCancelled = desired === 'cancel';
  const again: readonly Command[] = [
    ...(unfinished > 0 ? (['retry'] as const) : []),
    ...(racedOut > 0 && !isCancelled ? (['revive'] as const) : []),
  ];
  if (isCancelled || state === 'summarising' || isFinalStudyState(state)) return again;
  const isPaused = state === 'paused' || desired === 'pause';
  return [isPaused ? 'resume' : 'pause', ...again, 'cancel'];
}
