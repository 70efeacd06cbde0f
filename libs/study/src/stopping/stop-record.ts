import {
  records,
  type Control,
  type Report,
  type RungArrivals,
  type StopDecision,
  type Study,
} from '@crossfold/contracts';
import { listRecords, readRecord, type ObjectStore } from '@crossfold/storage';
import { isRevived } from '../race/trials-to-drop.js';

/** The decisions that stopped trials of a study, in their order. */
export async function readStopDecisions(
  store: ObjectStore,
  studyId: string,
): Promise<StopDecision[]> {
  const decisions: StopDecision[] = [];
  for await (const { at } of listRecords(store, records.stopDecision, { studyId })) {
    decisions.push(await readRecord(store, records.stopDecision, at));
  }
  return decisions.sort((a, b) => a.number - b.number);
}

/** Who came to the rungs of a study, in documents of their order. */
export async function readRungArrivals(
  store: ObjectStore,
  studyId: string,
): Promise<RungArrivals[]> {
  const documents: RungArrivals[] = [];
  for await (const { at } of listRecords(store, records.rungArrivals, { studyId })) {
    documents.push(await readRecord(store, records.rungArrivals, at));
  }
  return documents.sort((a, b) => a.number - b.number);
}

/** The ledger as reports have it; null where the study stops no trials. */
export function stopRecord(
  { stopping }: Pick<Study, 'stopping'>,
  decisions: readonly StopDecision[],
  control: Pick<Control, 'trials'>,
): Report['stopping'] {
  if (!stopping) return null;
  const revived = decisions.filter((decision) => isRevived(control, decision.trialId, decision));
  return {
    config: stopping,
    decisions: [...decisions],
    revived: revived.map(({ trialId }) => trialId),
  };
}
