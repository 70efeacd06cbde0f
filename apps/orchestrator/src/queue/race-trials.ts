import { records, type RaceDecision } from '@crossfold/contracts';
import { createRecord } from '@crossfold/storage';
import { decideRace, findTrialsToDrop, readRaceDecisions } from '@crossfold/study';
import { endUnbegun, type EndParts } from './end-unbegun.js';

/**
 * Drops arms of a study that races. A decision is written before any trial ends by it; whoever comes
 * after, be it after a death in between, finds it and ends what it names.
 */
export async function raceTrials(parts: EndParts, studyId: string): Promise<void> {
  const { store, index } = parts;
  const { study } = index.get(studyId);
  if (!study.racing) return;
  const decisions = await readRaceDecisions(store, studyId);
  if (nextDecision(parts, studyId, decisions)) {
    // What the events tell is a suspicion; what the store says decides.
    await index.refresh(store, studyId);
    await decide(parts, studyId, decisions);
  }
  const record = index.get(studyId);
  const toDrop = findTrialsToDrop(record, decisions).map(({ trialId, reason, decision }) => ({
    trialId,
    message: reason,
    raceDecision: decision,
  }));
  await endUnbegun(parts, record.control, 'TRIAL_RACED_OUT', toDrop);
}

/** Adds all decisions that are due. */
async function decide(parts: EndParts, studyId: string, decisions: RaceDecision[]): Promise<void> {
  for (;;) {
    const decision = nextDecision(parts, studyId, decisions);
    if (!decision) return;
    const { number } = decision;
    const isOurs = await createRecord(
      parts.store,
      records.raceDecision,
      { studyId, number },
      decision,
    );
    // Another process was first: the same cells tell it the same.
    if (!isOurs)
      decisions.splice(0, decisions.length, ...(await readRaceDecisions(parts.store, studyId)));
    else decisions.push(decision);
  }
}

function nextDecision(
  { index }: EndParts,
  studyId: string,
  decisions: readonly RaceDecision[],
): RaceDecision | null {
  return decideRace(index.get(studyId), decisions, new Date().toISOString());
}
