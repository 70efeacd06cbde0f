import type { StudyEvent } from '@crossfold/contracts';
import { formatDuration } from '../terminal/units.js';

/** An event as one line for a log, or null for those that are many and say little. */
export function eventText(event: StudyEvent): string | null {
  const text = describe(event);
  return text === null ? null : `${event.at.slice(11, 19)} ${text}`;
}

function describe(event: StudyEvent): string | null {
  switch (event.type) {
    case 'study.submitted':
      return `${event.studyId} submitted: ${event.trials} trials`;
    case 'trial.started':
      return `${event.trialId} started on ${event.device} by ${event.worker}${attemptText(event)}`;
    case 'trial.progress':
      return null;
    case 'trial.epoch': {
      const { epoch, trainLoss, validationLoss, validationBalancedAccuracy } = event.record;
      return (
        `${event.trialId} epoch ${epoch}: training loss ${trainLoss.toFixed(4)}, validation loss ` +
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
        ? `has the result of ${event.takenFrom}`
        : `succeeded in ${formatDuration(event.seconds)}`;
      return `${event.trialId} ${how}: ${scores}`;
    }
    case 'trial.failed':
      return `${event.trialId} failed: ${event.code}: ${event.message}`;
    case 'trial.skipped':
      return `${event.trialId} skipped: ${event.reason}`;
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
      return `${event.studyId} ${event.state}`;
  }
}

/** The sparse word on a trial whose epochs are long. */
export function progressText(event: Extract<StudyEvent, { type: 'trial.progress' }>): string {
  const steps = event.steps > 0 ? `, step ${event.step} of ${event.steps}` : '';
  const epoch = event.epoch > 0 ? ` epoch ${event.epoch}` : '';
  return `${event.at.slice(11, 19)} ${event.trialId} ${event.phase}${epoch}${steps}`;
}

function attemptText(event: Extract<StudyEvent, { type: 'trial.started' }>): string {
  if (event.attempt === 1) return '';
  const from =
    event.resumedAfterEpoch === null ? 'the beginning' : `epoch ${event.resumedAfterEpoch}`;
  return ` (attempt ${event.attempt}, from ${from})`;
}
