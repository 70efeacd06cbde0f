import { records, type RaceDecision, type StopDecision } from '@crossfold/contracts';
import { createRecord, type ObjectStore } from '@crossfold/storage';
import { readRaceDecisions, readStopDecisions } from '@crossfold/study';

/** Numbered decisions of studies. They never change, so that they are read once and kept. */
interface Ledger<Decision> {
  /** In their order. */
  of(studyId: string): Promise<readonly Decision[]>;
  /** Where another process was first with the number, its decisions are read in place of this one. */
  add(decision: Decision): Promise<void>;
}

export interface Ledgers {
  readonly race: Ledger<RaceDecision>;
  readonly stops: Ledger<StopDecision>;
  /** Reads them anew when they are asked for next. */
  forget(): void;
}

export function createLedgers(store: ObjectStore): Ledgers {
  const kept = [
    new Map<string, Promise<RaceDecision[]>>(),
    new Map<string, Promise<StopDecision[]>>(),
  ] as const;
  return {
    race: createLedger(
      kept[0],
      (studyId) => readRaceDecisions(store, studyId),
      (decision) => createRecord(store, records.raceDecision, decision, decision),
    ),
    stops: createLedger(
      kept[1],
      (studyId) => readStopDecisions(store, studyId),
      (decision) => createRecord(store, records.stopDecision, decision, decision),
    ),
    forget() {
      for (const ledger of kept) ledger.clear();
    },
  };
}

function createLedger<Decision extends { readonly studyId: string }>(
  kept: Map<string, Promise<Decision[]>>,
  read: (studyId: string) => Promise<Decision[]>,
  write: (decision: Decision) => Promise<boolean>,
): Ledger<Decision> {
  function of(studyId: string): Promise<Decision[]> {
    const known = kept.get(studyId);
    if (known) return known;
    const reading = read(studyId);
    kept.set(studyId, reading);
    // What could not be read is read again.
    reading.catch(() => kept.delete(studyId));
    return reading;
  }
  return {
    of,
    async add(decision) {
      const { studyId } = decision;
      const decisions = await of(studyId);
      if (await write(decision)) decisions.push(decision);
      else kept.delete(studyId);
    },
  };
}
