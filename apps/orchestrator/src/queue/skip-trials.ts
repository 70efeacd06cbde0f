import { findTrialsToSkip, loadChanges, newStudyRecord } from '@crossfold/study';
import { endUnbegun, type EndParts } from './end-unbegun.js';

/**
 * Ends the waiting trials of variants that cannot work. What the events tell is a suspicion; what
 * the store says decides.
 */
export async function skipTrials(parts: EndParts, studyId: string): Promise<void> {
  const { store, index } = parts;
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
  const toSkip = findTrialsToSkip(stored)
    .filter(({ trialId }) => suspects.has(trialId))
    .map(({ trialId, reason: message, causes }) => ({ trialId, message, causes: [...causes] }));
  await endUnbegun(parts, stored.control, 'TRIAL_SKIPPED', toSkip);
}
