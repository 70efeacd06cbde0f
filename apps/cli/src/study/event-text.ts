import type { StudyEvent } from '@crossfold/contracts';
import { formatDuration } from '../terminal/units.js';

/** How far the study is when an event comes; null where nobody has counted. */
export interface EventPlace {
  /** Epochs of the event's trial, at most. */
  readonly epochs: number | null;
  /** Trials that have ended, this one included where the event ends it, and all of the study. */
  readonly ended: number;
  readonly trials: number;
  readonly etaSeconds: number | null;
}

/** An event as one line for a log, or null for those that are many and say little. */
export function eventText(event: StudyEvent, place: EventPlace | null = null): string | null {
  const text = describe(event, place);
  return text === null ? null : `${event.at.slice(11, 19)} ${text}${placeText(event, place)}`;
}

const trialEnds: readonly StudyEvent['type'][] = [
  'trial.succeeded',
  'trial.failed',
  'trial.skipped',
  'trial.racedOut',
  'trial.cancelled',
];

/** `; 2 of 6 trials done, about 3 min 05 s left` behind the end of a trial. */
function placeText({ type }: StudyEvent, place: EventPlace | null): string {
  if (place === null || !trialEnds.includes(type)) return '';
  const { ended, trials, etaSeconds } = place;
  const eta =
    etaSeconds === null || ended === trials ? '' : `, about ${formatDuration(etaSeconds)} left`;
  return `; ${ended} of ${trials} trials done${eta}`;
}

function describe(event: StudyEvent, place: EventPlace | null): string | null {
  switch (event.type) {
    case 'study.submitted':
      return `${event.studyId} submitted: ${event.trials} trials`;
    case 'trial.started':
      return `${event.trialId} started on ${event.device} by ${event.worker}${attemptText(event)}`;
    case 'trial.progress':
    case 'ensemble.ended':
      return null;
    case 'trial.epoch': {
      const { epoch, trainLoss, validationLoss, validationBalancedAccuracy } = event.record;
      return (
        `${event.trialId} epoch ${epoch}${outOf(place?.epochs)}: training loss ${trainLoss.toFixed(4)}, validation loss ` +
        `${validationLoss.toFixed(4)}, balanced accuracy ${validationBalancedAccuracy.toFixed(3)}`
      );
    }
    case 'trial.checkpointDamaged':
      return `${event.trialId} passes over a damaged checkpoint: ${event.message}`;
    case 'trial.requeued':
      return `${event.trialId} waits again: ${event.reason}`;
    case 'trial.succeeded': {
      const { balancedAccuracy, macroF1 } = event.scores;
      const scores = `balanced accuracy ${balancedAccuracy.toFixed(3)}, macro-F1 ${macroF1.toFixed(3)}`;
      const how = event.takenFrom
        ? `was not trained, but taken from ${event.takenFrom}`
        : `succeeded in ${formatDuration(event.seconds)}`;
      return `${event.trialId} ${how}: ${scores}`;
    }
    case 'trial.failed':
      return `${event.trialId} failed: ${event.code}: ${event.message}`;
    case 'trial.skipped':
      return `${event.trialId} skipped: ${event.reason}`;
    case 'trial.racedOut':
      return `${event.trialId} raced out: ${event.reason}`;
    case 'trial.cancelled':
      return `${event.trialId} cancelled: its process is dead`;
    case 'ensemble.progress':
      return `ensemble: member ${event.member} of ${event.members}`;
    case 'trial.paused':
      return `${event.trialId} has stopped and keeps its checkpoint`;
    case 'study.controlled':
      return `${event.onlyTrial ?? event.studyId}: asked to ${event.command}`;
    case 'study.summaryFailed':
      return `${event.studyId} has no report yet: ${event.code}: ${event.message}`;
    case 'study.finished':
      return `${event.studyId} ${event.state.replaceAll('-', ' ')}`;
  }
}

function outOf(total: number | null | undefined): string {
  return total ? ` of ${total}` : '';
}

/** The sparse word on a trial whose epochs are long. */
export function progressText(
  event: Extract<StudyEvent, { type: 'trial.progress' }>,
  place: EventPlace | null = null,
): string {
  const steps = event.steps > 0 ? `, step ${event.step} of ${event.steps}` : '';
  const epoch = event.epoch > 0 ? ` epoch ${event.epoch}${outOf(place?.epochs)}` : '';
  return `${event.at.slice(11, 19)} ${event.trialId} ${event.phase}${epoch}${steps}`;
}

function attemptText(event: Extract<StudyEvent, { type: 'trial.started' }>): string {
  if (event.attempt === 1) return '';
  const from =
    event.resumedAfterEpoch === null ? 'the beginning' : `epoch ${event.resumedAfterEpoch}`;
  return ` (attempt ${event.attempt}, from ${from})`;
}
