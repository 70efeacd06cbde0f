import { listTrials, newControl, type Study } from '@crossfold/contracts';
import type { EventLog } from '../events/event-log.js';
import type { StudyQueue } from './study-queue.js';

interface LaunchParts {
  readonly queue: Pick<StudyQueue, 'submit'>;
  readonly events: Pick<EventLog, 'publish'>;
}

/**
 * Queues a study that is in the store, and tells of it. Should Redis go away just then, nobody knows
 * whether it has taken the jobs: the reconciler queues what it lacks.
 */
export async function launchStudy({ queue, events }: LaunchParts, study: Study): Promise<void> {
  const { studyId, submittedAt: at } = study;
  await queue.submit(study, newControl(studyId));
  const { length: trials } = listTrials(study);
  await events.publish({ type: 'study.submitted', at, studyId, trials });
}
