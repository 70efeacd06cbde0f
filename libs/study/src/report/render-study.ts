import { describeConfiguration, records, type ReportDocument } from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import type { Standstill } from '../progress/standstill.js';
import type { StudyRecord } from '../progress/study-record.js';
import { viewStudy } from '../progress/study-view.js';
import { listExplanations } from '../records/explanation-records.js';
import { readPictures } from './read-pictures.js';
import { reportFormats, type ReportFormat, type TableChoice } from '../render/render-report.js';
import { reportDocument } from '../render/report-document.js';
import { readReport, type ReportedStudy } from './read-report.js';

/**
 * The report of a study in a format, with the explanations that are there.
 *
 * @param standstill why nothing goes on, where nothing does
 * @throws AppError NOT_FOUND while there is no report of the study's own edition
 */
export async function renderStudyReport(
  store: ObjectStore,
  record: StudyRecord,
  standstill: Standstill | null,
  { format, tables }: Rendering,
): Promise<string> {
  const { report, ...addenda } = await readShown(store, record, standstill);
  const pictures =
    format === 'html' ? await readPictures(store, addenda.explanations) : new Map<string, never>();
  return reportFormats[format].render(report, { ...addenda, pictures, tables });
}

interface Rendering {
  readonly format: ReportFormat;
  readonly tables?: TableChoice | undefined;
}

/** {@link renderStudyReport} for a renderer of one's own: its blocks in the order of reading. */
export async function readReportDocument(
  store: ObjectStore,
  record: StudyRecord,
  standstill: Standstill | null,
): Promise<ReportDocument> {
  const { report, ...addenda } = await readShown(store, record, standstill);
  return reportDocument(report, addenda);
}

async function readShown(store: ObjectStore, record: StudyRecord, standstill: Standstill | null) {
  const { studyId, variants } = record.study;
  const stored = await readReport(store, reportedStudy(record, standstill));
  const configuration = describeConfiguration(variants);
  const found = await listExplanations(store, studyId);
  const explanations = found.flatMap(({ explanation }) => explanation ?? []);
  const { edition } = stored;
  const appendix = await readRecordIfThere(store, records.reportAppendix, { studyId, edition });
  return { report: { ...stored, configuration }, explanations, appendix };
}

/** Which report is asked for, and why there may be none yet. */
export function reportedStudy(record: StudyRecord, standstill: Standstill | null): ReportedStudy {
  const { state, waiting } = viewStudy(record, standstill);
  return { studyId: record.study.studyId, state, waiting, edition: record.control.edition };
}
