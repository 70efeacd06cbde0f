import {
  records,
  type Control,
  type RaceDecision,
  type Report,
  type Study,
} from '@crossfold/contracts';
import { listRecords, readRecord, type ObjectStore } from '@crossfold/storage';
import { isRevived } from './trials-to-drop.js';

/** The decisions of a race, in their order. */
export async function readRaceDecisions(
  store: ObjectStore,
  studyId: string,
): Promise<RaceDecision[]> {
  const decisions: RaceDecision[] = [];
  for await (const { at } of listRecords(store, records.raceDecision, { studyId })) {
    decisions.push(await readRecord(store, records.raceDecision, at));
  }
  return decisions.sort((a, b) => a.number - b.number);
}

/** The ledger as reports have it; null where the study does not race. */
export function raceRecord(
  { racing }: Pick<Study, 'racing'>,
  decisions: readonly RaceDecision[],
  control: Pick<Control, 'trials'>,
): Report['race'] {
  if (!racing) return null;
  const revived = decisions.flatMap((decision) =>
    decision.drops.flatMap(({ trialIds }) =>
      trialIds.filter((trialId) => isRevived(control, trialId, decision)),
    ),
  );
  return { config: racing, decisions: [...decisions], revived };
}
