import { listTrials, type Study } from '@crossfold/contracts';
import type { AdmittedTrials } from '../admission/admitted-trials.js';
import type { EventLog } from '../events/event-log.js';
import type { TrialAdmission } from './trial-admission.js';

export interface LaunchParts {
  readonly admitted: Pick<AdmittedTrials, 'consider'>;
  readonly admission: Pick<TrialAdmission, 'replan'>;
  readonly events: Pick<EventLog, 'publish'>;
}

/**
 * Lets the trials of a study that is in the store and the index take their turn, and tells of it. Should
 * Redis go away just then, the reconciler goes on.
 */
export async function launchStudy(
  { admitted, admission, events }: LaunchParts,
  study: Study,
): Promise<void> {
  const { studyId, submittedAt: at } = study;
  admitted.consider(studyId);
  await admission.replan();
  const { length: trials } = listTrials(study);
  await events.publish({ type: 'study.submitted', at, studyId, trials });
}
