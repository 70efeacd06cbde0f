import {
  AppError,
  isFinalTrialState,
  newControl,
  records,
  type Control,
  type Report,
  type Study,
  type TrialName,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { createRecord, isDamage, readBoundedRecord, type ObjectStore } from '@crossfold/storage';
import { assertStudySize } from '../compile/assert-size.js';
import { answerOf } from '../render/headlines.js';
import {
  applyControl,
  applyFailure,
  applyReceipt,
  newStudyRecord,
  type StudyRecord,
} from './study-record.js';
import { applyTrialEnds, listTrialEnds } from './trial-ends.js';

/** Receipts and failures read from the store at once. */
const endsInFlight = 16;

export interface LoadStudyOptions {
  /** That a study may have. */
  readonly maxTrials: number;
  /** Writes nothing, not even the ends in short, which make the next reading quicker. */
  readonly isReadOnly?: boolean;
}

/**
 * What the store alone says of a study.
 *
 * @throws AppError SPEC_INVALID for one of more trials than a study may have; what reading throws
 */
export async function loadStudy(
  store: ObjectStore,
  studyId: string,
  { maxTrials, isReadOnly = false }: LoadStudyOptions,
): Promise<StudyRecord> {
  const key = records.study.key({ studyId });
  const study = await readBoundedRecord(store, records.study, { studyId });
  assertOwn(key, studyId, study.studyId);
  assertStudySize(study, maxTrials);
  const control = await readControl(store, studyId);
  const report = await readReport(store, studyId, control);
  const record = newStudyRecord(study, control);
  if (report === null) return loadEnds(store, record);
  const ended =
    (await loadReported(store, record, report, isReadOnly)) ?? (await loadEnds(store, record));
  return withReport(ended, report);
}

/**
 * What the store says of a study of which something is known. A trial that is known to have ended
 * is not read again, for its end stands: of a large study only the last few ends are read.
 *
 * @param trialIds to read of these alone
 */
export async function loadChanges(
  store: ObjectStore,
  known: StudyRecord,
  trialIds?: readonly string[],
): Promise<StudyRecord> {
  const { studyId } = known.study;
  const control = await readControl(store, studyId);
  const record = await loadEnds(store, applyControl(known, control), trialIds);
  return withReport(record, await readReport(store, studyId, record.control));
}

/** The ends of a study that has its report; null where one is neither there nor cancelled. */
async function loadReported(
  store: ObjectStore,
  record: StudyRecord,
  { studyId, edition }: Report,
  isReadOnly: boolean,
): Promise<StudyRecord | null> {
  const key = records.trialEnds.key({ studyId, edition });
  try {
    if (!(await store.head(key))) {
      if (isReadOnly) return null;
      return await summariseEnds(store, record, edition);
    }
    const ends = await readBoundedRecord(store, records.trialEnds, { studyId, edition });
    assertOwn(key, studyId, ends.studyId);
    const ended = applyTrialEnds(record, ends);
    const isWhole = ended.trials.every(({ state }) => isFinalTrialState(state));
    return isWhole ? ended : null;
  } catch (error) {
    // It can be made again of what it was made of, which is read then.
    if (!isDamage(error)) throw error;
    process.stderr.write(`study ${studyId}: ${error.message}; its receipts are read instead\n`);
    return null;
  }
}

/** Of a report that an earlier version wrote: the next start is as quick as those of others. */
async function summariseEnds(
  store: ObjectStore,
  open: StudyRecord,
  edition: number,
): Promise<StudyRecord> {
  const record = await loadEnds(store, open);
  const ends = listTrialEnds(record, edition);
  await createRecord(store, records.trialEnds, { studyId: ends.studyId, edition }, ends).catch(
    (error: unknown) => {
      process.stderr.write(`study ${ends.studyId}: ${String(error)}\n`);
    },
  );
  return record;
}

/** A record with the store's ends of those trials of which `known` has no end. */
async function loadEnds(
  store: ObjectStore,
  { study, control, trials }: StudyRecord,
  trialIds?: readonly string[],
): Promise<StudyRecord> {
  const { studyId } = study;
  const isWanted = (trialId: string) => {
    const state = trials.get(trialId)?.state;
    // That one was cancelled is no record of its own: an end that came before it stands.
    return state !== undefined && (!isFinalTrialState(state) || state === 'cancelled');
  };
  const places = trialIds
    ? trialIds.filter(isWanted).flatMap((trialId) => endPlaces({ studyId, trialId }))
    : await listEnds(store, studyId, isWanted);
  let record = newStudyRecord(study, control);
  await mapBounded(places, endsInFlight, async ({ end, at }) => {
    const key = records[end].key(at);
    // A listed one is there; to ask first is quicker than an error.
    if (trialIds && !(await store.head(key))) return;
    if (end === 'receipt') {
      const receipt = await readBoundedRecord(store, records.receipt, at);
      assertOwn(key, at.trialId, receipt.trialId);
      record = applyReceipt(record, receipt);
    } else {
      const failure = await readBoundedRecord(store, records.failure, at);
      assertOwn(key, at.trialId, failure.trialId);
      record = applyFailure(record, failure);
    }
  });
  return record;
}

/** Where the end of a trial lies. */
interface EndPlace {
  readonly end: (typeof ends)[number];
  readonly at: TrialName;
}
const ends = ['receipt', 'failure'] as const;

function endPlaces(at: TrialName): EndPlace[] {
  return ends.map((end) => ({ end, at }));
}

async function listEnds(
  store: ObjectStore,
  studyId: string,
  isWanted: (trialId: string) => boolean,
): Promise<EndPlace[]> {
  const places: EndPlace[] = [];
  for await (const { key } of store.list(records.receipt.prefix({ studyId }))) {
    for (const end of ends) {
      const at = records[end].parseKey(key);
      if (at && isWanted(at.trialId)) places.push({ end, at });
    }
  }
  return places;
}

async function readControl(store: ObjectStore, studyId: string): Promise<Control> {
  const key = records.control.key({ studyId });
  if (!(await store.head(key))) return newControl(studyId);
  const control = await readBoundedRecord(store, records.control, { studyId });
  assertOwn(key, studyId, control.studyId);
  return control;
}

/** @returns null where there is none of the study's own edition */
async function readReport(
  store: ObjectStore,
  studyId: string,
  control: Control,
): Promise<Report | null> {
  const key = records.report.key({ studyId });
  if (!(await store.head(key))) return null;
  const report = await readBoundedRecord(store, records.report, { studyId });
  assertOwn(key, studyId, report.studyId);
  return report.edition < control.edition ? null : report;
}

function withReport(record: StudyRecord, report: Report | null): StudyRecord {
  return report ? { ...record, finalState: report.state, answer: answerOf(report) } : record;
}

/** A whole record in the place of another one says nothing of what is asked. */
function assertOwn(key: string, wanted: Study['studyId'] | undefined, got: string): void {
  if (got === wanted) return;
  throw new AppError(
    'OBJECT_CORRUPT',
    `expected a record of ${wanted} at ${key}, got one of ${got}`,
  );
}
