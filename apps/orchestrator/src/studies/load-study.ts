import {
  failureSchema,
  isFinalTrialState,
  objectPaths,
  receiptSchema,
  reportSchema,
  studySchema,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { readControl, readJson, type ObjectStore } from '@crossfold/storage';
import { answerOf } from '../summary/headlines.js';
import {
  applyControl,
  applyFailure,
  applyReceipt,
  newStudyRecord,
  type StudyRecord,
} from './study-record.js';

/** Receipts and failures read from the store at once. */
const endsInFlight = 16;

/** What the store alone says of a study. */
export async function loadStudy(store: ObjectStore, studyId: string): Promise<StudyRecord> {
  const study = await readJson(store, objectPaths.study(studyId), studySchema);
  return withReport(store, await loadEnds(store, newStudyRecord(study)));
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
  return withReport(store, await loadEnds(store, known, trialIds));
}

/** A record with the store's control, and its ends of those trials of which `known` has no end. */
async function loadEnds(
  store: ObjectStore,
  known: StudyRecord,
  trialIds?: readonly string[],
): Promise<StudyRecord> {
  const { studyId } = known.study;
  const control = await readControl(store, studyId);
  const { trials } = applyControl(known, control);
  const isWanted = (trialId: string) => {
    const state = trials.get(trialId)?.state;
    // That one was cancelled is no record of its own: an end that came before it stands.
    return state !== undefined && (!isFinalTrialState(state) || state === 'cancelled');
  };
  const keys = trialIds
    ? trialIds.filter(isWanted).flatMap((trialId) => endKeys(studyId, trialId))
    : await listEnds(store, studyId, isWanted);
  let record = newStudyRecord(known.study, control);
  await mapBounded(keys, endsInFlight, async (key) => {
    // A listed one is there; to ask first is quicker than an error.
    if (trialIds && !(await store.head(key))) return;
    if (key.endsWith('/receipt.json')) {
      const receipt = await readJson(store, key, receiptSchema);
      record = applyReceipt(record, receipt);
    } else {
      const failure = await readJson(store, key, failureSchema);
      record = applyFailure(record, failure);
    }
  });
  return record;
}

function endKeys(studyId: string, trialId: string): string[] {
  return [objectPaths.receipt(studyId, trialId), objectPaths.failure(studyId, trialId)];
}

async function listEnds(
  store: ObjectStore,
  studyId: string,
  isWanted: (trialId: string) => boolean,
): Promise<string[]> {
  const ends: string[] = [];
  for await (const { key } of store.list(`studies/${studyId}/trials/`)) {
    const [, , , trialId = '', name = ''] = key.split('/');
    if ((name === 'receipt.json' || name === 'failure.json') && isWanted(trialId)) ends.push(key);
  }
  return ends;
}

async function withReport(store: ObjectStore, record: StudyRecord): Promise<StudyRecord> {
  const key = objectPaths.report(record.study.studyId);
  if (!(await store.head(key))) return record;
  const report = await readJson(store, key, reportSchema);
  if (report.edition < record.control.edition) return record;
  return { ...record, finalState: report.state, answer: answerOf(report) };
}
