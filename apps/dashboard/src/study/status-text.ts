import { isFinalStudyState } from '@crossfold/contracts/page';
import type { StudySnapshot } from '../live/study-model.js';
import { count, duration, plural } from '../text/format.js';

/** Where a study stands, in a sentence. */
export function statusText({ detail, state, trials, counts, ensemble }: StudySnapshot): string {
  const { control, waiting, error, etaSeconds } = detail;
  const isFinal = isFinalStudyState(state);
  if (control.desired === 'cancel' && !isFinal)
    return 'Cancelled; the trials that run are being stopped.';
  if (state === 'paused') return 'Paused; its checkpoints are kept until it is resumed.';
  if (control.desired === 'pause' && !isFinal)
    return 'Paused; the trials that run stop at their next step.';
  if (waiting !== null && !isFinal) return `Time left unknown: ${waiting}.`;
  if (state === 'queued') return 'Waiting for a worker.';
  if (state === 'summarising') {
    if (error) return `No report can be written yet, which is tried again: ${error.message}`;
    return ensemble
      ? `Scoring the ensemble: member ${ensemble.member} of ${ensemble.members}.`
      : 'All trials have ended; the report is being written.';
  }
  if (state === 'finished-with-failures') return failureText(counts, trials.size);
  if (isFinal) return plural(trials.size, 'trial');
  return etaSeconds === null
    ? 'Time left: known when the first trial has ended.'
    : `About ${duration(etaSeconds)} left.`;
}

function failureText({ failed, skipped }: StudySnapshot['counts'], all: number): string {
  if (failed + skipped === 0) return 'The ensemble could not be scored; the report says why.';
  const skips = skipped > 0 ? ` and ${count(skipped)} skipped` : '';
  return `${count(failed)} failed${skips} of ${plural(all, 'trial')}; the report rests on the others.`;
}
