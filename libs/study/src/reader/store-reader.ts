import { addAbortSignal } from 'node:stream';
import { records, type StudyView } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { readUnlessUnreadable, type ObjectStore } from '@crossfold/storage';
import { forecastFile } from '../forecast/forecast-file.js';
import { findTrial } from '../progress/find-trial.js';
import { listStudies } from '../progress/list-studies.js';
import { noStack } from '../progress/standstill.js';
import { listStudyIds } from '../progress/study-ids.js';
import { StudyIndex, type StudyIndexOptions } from '../progress/study-index.js';
import type { StudyRecord } from '../progress/study-record.js';
import { viewStudyDetail, viewTrial } from '../progress/study-view.js';
import { readTrialLog } from '../records/trial-log.js';
import { readReportDocument, renderStudyReport, reportedStudy } from '../report/render-study.js';
import { readStudyTable } from '../tables/study-tables.js';
import { tableFormats } from '../tables/write-table.js';
import type { StudyListFilter, StudyName, StudyReader } from './study-reader.js';

/** Records of studies read at once. */
const studiesInFlight = 8;

/**
 * Answers from the store alone, where no server runs: the states of trials are those of their ends,
 * and a study that is not over stands still. Nothing is written. What was read once is not read
 * again: a reader is for the time of one question.
 */
export function createStoreReader(
  store: ObjectStore,
  options: Omit<StudyIndexOptions, 'isReadOnly'> = {},
): StudyReader {
  const index = new StudyIndex({ ...options, isReadOnly: true });
  const reading = new Map<string, Promise<void>>();

  /** @throws AppError NOT_FOUND; OBJECT_CORRUPT for one whose records are damaged */
  async function recordOf(studyId: string): Promise<StudyRecord> {
    const isThere = index.has(studyId) || (await store.head(records.study.key({ studyId })));
    const read = reading.get(studyId) ?? (isThere && index.loadOne(store, studyId));
    if (read) {
      reading.set(studyId, read);
      await read;
    }
    return index.get(studyId);
  }

  async function listAll(wanted: StudyListFilter = {}): Promise<StudyView[]> {
    await index.load(store);
    const all: StudyView[] = [];
    for (let after: string | undefined; ;) {
      const query = { ...wanted, ...(after !== undefined && { after }) };
      const { studies, next } = listStudies(index.list(), query, noStack);
      all.push(...studies);
      if (next === null) return all;
      after = next;
    }
  }

  return {
    studyNames: () => readNames(store),
    listStudies: listAll,
    study: async (studyId) => viewStudyDetail(await recordOf(studyId), noStack),
    listTrials: async (studyId) => [...(await recordOf(studyId)).trials.values()].map(viewTrial),
    async trialLog(studyId, trialId, choice) {
      findTrial(await recordOf(studyId), trialId);
      return (await readTrialLog(store, { studyId, trialId }, choice)).text;
    },
    async forecast(spec) {
      await index.load(store);
      return forecastFile(store, index, spec);
    },
    reportText: async (studyId, format, choice) =>
      renderStudyReport(store, await recordOf(studyId), noStack, { format, ...choice }),
    reportDocument: async (studyId, edition) =>
      readReportDocument(store, await recordOf(studyId), noStack, edition),
    async table(studyId, name, format, signal) {
      const reported = reportedStudy(await recordOf(studyId), noStack);
      const table = await readStudyTable(store, reported, name);
      return addAbortSignal(signal, tableFormats[format].write(table));
    },
  };
}

/** A study whose own record is damaged goes by its id: whoever asks for it is told what is wrong. */
async function readNames(store: ObjectStore): Promise<StudyName[]> {
  const ids = [...(await listStudyIds(store))];
  const names = await mapBounded(ids, studiesInFlight, async (studyId): Promise<StudyName> => {
    const study = await readUnlessUnreadable(store, records.study, { studyId });
    const { name = studyId, submittedAt = '' } = study ?? {};
    return { studyId, name, submittedAt };
  });
  const keyOf = ({ submittedAt, studyId }: StudyName) => `${submittedAt} ${studyId}`;
  return names.sort((a, b) => (keyOf(a) < keyOf(b) ? 1 : -1));
}
