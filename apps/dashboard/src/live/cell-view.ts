import type { Cell, TrialView } from '@crossfold/contracts';

/** What a cell says of its trial, until all of it is read: four scores, and the code of a failure. */
export function viewOfCell({ startedAt: _, endedAt: __, ...cell }: Cell): TrialView {
  return {
    ...cell,
    // Whoever shows a score takes one that is not there for one that is not known.
    scores: cell.scores as TrialView['scores'],
    error:
      cell.error === null
        ? null
        : { code: cell.error, message: 'The reason is being read.', remedy: '' },
    phase: null,
    step: 0,
    steps: 0,
    imagesPerSecond: null,
    seconds: null,
    waiting: null,
  };
}
