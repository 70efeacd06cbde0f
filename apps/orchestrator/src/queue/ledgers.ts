import {
  records,
  type RaceDecision,
  type RungArrivals,
  type StopDecision,
} from '@crossfold/contracts';
import { createRecord, type ObjectStore } from '@crossfold/storage';
import { readRaceDecisions, readRungArrivals, readStopDecisions } from '@crossfold/study';

/** Numbered documents of studies. They never change, so that they are read once and kept. */
interface Ledger<Decision> {
  /** In their order. */
  of(studyId: string): Promise<readonly Decision[]>;
  /** Where another process was first with the number, its decisions are read in place of this one. */
  add(decision: Decision): Promise<void>;
}

export interface Ledgers {
  readonly race: Ledger<RaceDecision>;
  readonly stops: Ledger<StopDecision>;
  readonly rungs: Ledger<RungArrivals>;
  /** Reads decisions anew when they are asked for next. Arrivals are many: a number that is taken tells. */
  forget(): void;
}

export function createLedgers(store: ObjectStore): Ledgers {
  const races = new Map<string, Promise<RaceDecision[]>>();
  const stops = new Map<string, Promise<StopDecision[]>>();
  return {
    race: createLedger(
      races,
      (studyId) => readRaceDecisions(store, studyId),
      (decision) => createRecord(store, records.raceDecision, decision, decision),
    ),
    stops: createLedger(
      stops,
      (studyId) => readStopDecisions(store, studyId),
      (decision) => createRecord(store, records.stopDecision, decision, decision),
    ),
    rungs: createLedger(
      new Map<string, Promise<RungArrivals[]>>(),
      (studyId) => readRungArrivals(store, studyId),
      (arrivals) => createRecord(store, records.rungArrivals, arrivals, arrivals),
    ),
    forget() {
      races.clear();
      stops.clear();
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
