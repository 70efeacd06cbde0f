import { isFinalStudyState, type StudyView, type TrialView } from '@crossfold/contracts';
import type { StudyReader } from '@crossfold/study';

/** What goes on at a moment. */
export interface Overview {
  readonly at: string;
  /** The server that was asked; null where none runs, and the store was read. */
  readonly server: string | null;
  /** Studies that are not over. */
  readonly studies: readonly StudyView[];
  readonly running: readonly RunningTrial[];
}

export type RunningTrial = Pick<
  TrialView,
  'trialId' | 'variant' | 'worker' | 'phase' | 'epoch' | 'epochs' | 'imagesPerSecond'
> & { readonly studyId: string };

/** @param server its address, where one is asked */
export async function readOverview(reader: StudyReader, server: string | null): Promise<Overview> {
  const all = await reader.listStudies();
  const studies = all.filter(({ state }) => !isFinalStudyState(state));
  const lists = await Promise.all(
    studies
      .filter(({ trials }) => trials.running > 0)
      .map(async ({ studyId }) => runningOf(studyId, await reader.listTrials(studyId))),
  );
  return { at: new Date().toISOString(), server, studies, running: lists.flat() };
}

function runningOf(studyId: string, trials: readonly TrialView[]): RunningTrial[] {
  return trials
    .filter(({ state }) => state === 'running')
    .map(({ trialId, variant, worker, phase, epoch, epochs, imagesPerSecond }) => ({
      studyId,
      trialId,
      variant,
      worker,
      phase,
      epoch,
      epochs,
      imagesPerSecond,
    }));
}
