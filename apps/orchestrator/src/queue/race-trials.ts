import type { RaceDecision } from '@crossfold/contracts';
import { decideRace, findTrialsToDrop } from '@crossfold/study';
import { endUnbegun, type EndParts } from './end-unbegun.js';
import type { Ledgers } from './ledgers.js';

type RaceParts = EndParts & { readonly ledgers: Pick<Ledgers, 'race'> };

/**
 * Drops arms of a study that races. A decision is written before any trial ends by it; whoever comes
 * after, be it after a death in between, finds it and ends what it names.
 */
export async function raceTrials(parts: RaceParts, studyId: string): Promise<void> {
  const { store, index, ledgers } = parts;
  const { study } = index.get(studyId);
  if (!study.racing) return;
  if (nextDecision(parts, studyId, await ledgers.race.of(studyId))) {
    // What the events tell is a suspicion; what the store says decides.
    await index.refresh(store, studyId);
    await decide(parts, studyId);
  }
  const record = index.get(studyId);
  const toDrop = findTrialsToDrop(record, await ledgers.race.of(studyId)).map(
    ({ trialId, reason, decision }) => ({
      trialId,
      message: reason,
      raceDecision: decision,
    }),
  );
  await endUnbegun(parts, record.control, 'TRIAL_RACED_OUT', toDrop);
}

/** Adds all decisions that are due. Where another process was first, the same cells told it the same. */
async function decide(parts: RaceParts, studyId: string): Promise<void> {
  for (;;) {
    const decision = nextDecision(parts, studyId, await parts.ledgers.race.of(studyId));
    if (!decision) return;
    await parts.ledgers.race.add(decision);
  }
}

function nextDecision(
  { index }: RaceParts,
  studyId: string,
  decisions: readonly RaceDecision[],
): RaceDecision | null {
  return decideRace(index.get(studyId), decisions, new Date().toISOString());
}
