import { errorKinds, type Control } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { skipTrial, type ObjectStore } from '@crossfold/storage';
import {
  findTrialsToSkip,
  loadChanges,
  newStudyRecord,
  type TrialToSkip,
  type StudyIndex,
} from '@crossfold/study';
import type { EventLog } from '../events/event-log.js';
import type { StudyQueue } from './study-queue.js';

interface SkipParts {
  readonly store: ObjectStore;
  readonly queue: Pick<StudyQueue, 'removeWaiting'>;
  readonly index: StudyIndex;
  readonly events: Pick<EventLog, 'publish'>;
}

/** Trials that are skipped at once: each is a few small objects of the store. */
const skipsInFlight = 16;

/**
 * Ends the waiting trials of variants that cannot work. What the events tell is a suspicion; what
 * the store says decides. The end is in the store before a job is taken away: a worker that is
 * quicker with the job finds it there. Done twice, nothing changes.
 */
export async function skipTrials(parts: SkipParts, studyId: string): Promise<void> {
  const { store, queue, index } = parts;
  const { study, trials } = index.get(studyId);
  const suspects = new Set(findTrialsToSkip(index.get(studyId)).map(({ trialId }) => trialId));
  if (suspects.size === 0) return;
  const variants = new Set([...suspects].map((trialId) => trials.get(trialId)?.variant));
  // Of these variants alone: a study may have thousands of other trials.
  const ofVariants = [...trials.values()].filter(({ variant }) => variants.has(variant));
  const stored = await loadChanges(
    store,
    newStudyRecord(study),
    ofVariants.map(({ trialId }) => trialId),
  );
  const toSkip = findTrialsToSkip(stored).filter(({ trialId }) => suspects.has(trialId));
  const skipped = await mapBounded(toSkip, skipsInFlight, async (trial) =>
    (await skip(parts, stored.control, trial)) ? [trial.trialId] : [],
  );
  await queue.removeWaiting(studyId, skipped.flat());
}

/** @returns false where somebody has begun it */
async function skip(
  { store, index, events }: SkipParts,
  control: Control,
  { trialId, reason: message, causes }: TrialToSkip,
): Promise<boolean> {
  const { studyId } = control;
  const at = new Date().toISOString();
  const end = await skipTrial(store, control, {
    schemaVersion: 1,
    studyId,
    trialId,
    edition: control.edition,
    failedAt: at,
    code: 'TRIAL_SKIPPED',
    message,
    remedy: errorKinds.TRIAL_SKIPPED.remedy,
    causes: [...causes],
  });
  if (!end) return false;
  const ended = { studyId, trialId, reason: end.message, remedy: end.remedy, edition: end.edition };
  const event = { type: 'trial.skipped' as const, at, ...ended };
  // What follows must not take it for waiting until its event has come round.
  index.apply({ event });
  await events.publish(event);
  return true;
}
