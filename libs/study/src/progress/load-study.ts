import {
  AppError,
  isFinalTrialState,
  newControl,
  newNotes,
  records,
  type Control,
  type Report,
  type Study,
  type StudyNotes,
  type TrialName,
  writeStderrLine,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import {
  createRecord,
  isDamage,
  isUnreadable,
  readBoundedRecord,
  readBoundedRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import { assertStudySize } from '../compile/assert-size.js';
import { answerOf } from '../render/headlines.js';
import {
  applyControl,
  applyFailure,
  applyReceipt,
  countOpen,
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
  const notes = await readNotes(store, studyId);
  const record = { ...newStudyRecord(study, control), notes };
  if (report === null) return await loadEnds(store, record);
  const ended =
    (await loadReported(store, record, report, isReadOnly)) ?? (await loadEnds(store, record));
  return withReport(ended, report);
}

/**
 * What the store says of a study of which something is known. A trial that is known to have ended
 * is not read again, for its end stands: of a large study only the last few ends are read.
 *
 * @param trialIds to read of these alone, and to return no others
 */
export async function loadChanges(
  store: ObjectStore,
  known: StudyRecord,
  trialIds?: readonly string[],
): Promise<StudyRecord> {
  const { studyId } = known.study;
  const control = await readControl(store, studyId);
  const current = applyControl(known, control);
  const record = await (trialIds
    ? loadEndsOf(store, current, trialIds)
    : loadNewEnds(store, current));
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
    const ends = await readBoundedRecordIfThere(store, records.trialEnds, { studyId, edition });
    if (ends === null) {
      if (isReadOnly) return null;
      return await summariseEnds(store, record, edition);
    }
    assertOwn(key, studyId, ends.studyId);
    const ended = applyTrialEnds(record, ends);
    return countOpen(ended) === 0 ? ended : null;
  } catch (error) {
    // It can be made again of what it was made of, which is read then.
    if (!isDamage(error)) throw error;
    writeStderrLine(`study ${studyId}: ${error.message}; its receipts are read instead`);
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
      writeStderrLine(`study ${ends.studyId}: ${String(error)}`);
    },
  );
  return record;
}

/** The record with the store's ends of those trials of which it has none. */
async function loadEnds(store: ObjectStore, record: StudyRecord): Promise<StudyRecord> {
  return addEnds(store, record, await listEnds(store, record));
}

/** A record of those trials alone of which the store has ends that `known` has not. */
async function loadNewEnds(store: ObjectStore, known: StudyRecord): Promise<StudyRecord> {
  const places = await listEnds(store, known);
  return addEnds(store, recordOf(known, new Set(places.map(({ at }) => at.trialId))), places);
}

/** Those trials as they are before their ends are known. */
function recordOf({ study, control, trials }: StudyRecord, trialIds: Iterable<string>) {
  const cells = [...trialIds].flatMap((trialId) => trials.get(trialId) ?? []);
  return newStudyRecord(study, control, cells);
}

async function addEnds(
  store: ObjectStore,
  open: StudyRecord,
  places: readonly EndPlace[],
): Promise<StudyRecord> {
  let record = open;
  await mapBounded(places, endsInFlight, async ({ kind, at }) => {
    const addEnd = await readEnd[kind](store, at);
    if (addEnd) record = addEnd(record);
  });
  return record;
}

/** The same of some trials alone: an event of a large study must not cost as much as the study. */
async function loadEndsOf(
  store: ObjectStore,
  known: StudyRecord,
  trialIds: readonly string[],
): Promise<StudyRecord> {
  const { studyId } = known.study;
  let record = recordOf(known, trialIds);
  const open = trialIds.filter((trialId) => lacksEnd(known, trialId));
  await mapBounded(open, endsInFlight, async (trialId) => {
    const at = { studyId, trialId };
    const addEnd = (await readEnd.receipt(store, at)) ?? (await readEnd.failure(store, at));
    if (addEnd) record = addEnd(record);
  });
  return record;
}

function lacksEnd({ trials }: StudyRecord, trialId: string): boolean {
  const state = trials.get(trialId)?.state;
  // That one was cancelled is no record of its own: an end that came before it stands.
  return state !== undefined && (!isFinalTrialState(state) || state === 'cancelled');
}

const endKinds = ['receipt', 'failure'] as const;
type EndKind = (typeof endKinds)[number];
type AddEnd = (record: StudyRecord) => StudyRecord;

/** Each gives what puts the end into a record, or null where there is none. */
const readEnd = {
  async receipt(store, at) {
    const receipt = await readBoundedRecordIfThere(store, records.receipt, at);
    if (receipt === null) return null;
    assertOwn(records.receipt.key(at), at.trialId, receipt.trialId);
    return (record) => applyReceipt(record, receipt);
  },
  async failure(store, at) {
    const failure = await readBoundedRecordIfThere(store, records.failure, at);
    if (failure === null) return null;
    assertOwn(records.failure.key(at), at.trialId, failure.trialId);
    return (record) => applyFailure(record, failure);
  },
} as const satisfies Record<EndKind, (store: ObjectStore, at: TrialName) => Promise<AddEnd | null>>;

/** Where the end of a trial lies. */
interface EndPlace {
  readonly kind: EndKind;
  readonly at: TrialName;
}

async function listEnds(store: ObjectStore, known: StudyRecord): Promise<EndPlace[]> {
  const { studyId } = known.study;
  const places: EndPlace[] = [];
  for await (const { key } of store.list(records.receipt.prefix({ studyId }))) {
    for (const kind of endKinds) {
      const at = records[kind].parseKey(key);
      if (at && lacksEnd(known, at.trialId)) places.push({ kind, at });
    }
  }
  return places;
}

async function readControl(store: ObjectStore, studyId: string): Promise<Control> {
  const control = await readBoundedRecordIfThere(store, records.control, { studyId });
  if (control === null) return newControl(studyId);
  assertOwn(records.control.key({ studyId }), studyId, control.studyId);
  return control;
}

/** Nothing rests on them: where they are damaged, the study goes on without. */
async function readNotes(store: ObjectStore, studyId: string): Promise<StudyNotes> {
  try {
    const notes = await readBoundedRecordIfThere(store, records.notes, { studyId });
    if (notes) assertOwn(records.notes.key({ studyId }), studyId, notes.studyId);
    return notes ?? newNotes(studyId);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    writeStderrLine(`study ${studyId}: ${error.message}; it is shown without its notes`);
    return newNotes(studyId);
  }
}

/** @returns null where there is none of the study's own edition */
async function readReport(
  store: ObjectStore,
  studyId: string,
  control: Control,
): Promise<Report | null> {
  const report = await readBoundedRecordIfThere(store, records.report, { studyId });
  if (report === null) return null;
  assertOwn(records.report.key({ studyId }), studyId, report.studyId);
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
