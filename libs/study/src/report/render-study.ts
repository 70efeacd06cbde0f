import {
  describeConfiguration,
  listStages,
  records,
  type Report,
  type ReportDocument,
  type Study,
} from '@crossfold/contracts';
import { readControl, readRecord, type ObjectStore } from '@crossfold/storage';
import type { Standstill } from '../progress/standstill.js';
import type { StudyRecord } from '../progress/study-record.js';
import { viewStudy } from '../progress/study-view.js';
import { listExplanations } from '../records/explanation-records.js';
import { readMeasurements } from '../records/read-measurements.js';
import { readAppendix } from './read-appendix.js';
import { readPictures } from './read-pictures.js';
import type { PrintedReport } from '../render/html.js';
import {
  printReport,
  reportFormats,
  type ReportFormat,
  type TableChoice,
} from '../render/render-report.js';
import { reportDocument } from '../render/report-document.js';
import { readReport, type ReportedStudy } from './read-report.js';

/**
 * The report of a study in a format, with the explanations that are there.
 *
 * @param standstill why nothing goes on, where nothing does
 * @throws AppError NOT_FOUND while there is no report of that edition, which is the study's own where none is named
 */
export async function renderStudyReport(
  store: ObjectStore,
  record: StudyRecord,
  standstill: Standstill | null,
  { format, tables, edition }: Rendering,
): Promise<string> {
  const { report, ...addenda } = await readShown(store, record, standstill, edition);
  if (format !== 'html') return reportFormats[format].render(report, { ...addenda, tables });
  const pictures = await readPictures(store, addenda.explanations);
  const earlier = await readEarlierStages(store, record.study);
  const { series, spec } = record.study;
  const studyFile = series?.file ?? spec;
  return reportFormats.html.render(report, { ...addenda, pictures, earlier, studyFile });
}

/** The reports of the stages that come before a study in its series: together they are the answer. */
async function readEarlierStages(
  store: ObjectStore,
  { series }: Pick<Study, 'series'>,
): Promise<PrintedReport[]> {
  const stages = series ? listStages(series).slice(0, series.index) : [];
  const printed: PrintedReport[] = [];
  for (const { studyId } of stages) {
    const { variants } = await readRecord(store, records.study, { studyId });
    const { edition } = await readControl(store, studyId);
    const stored = await readReport(store, { studyId, state: 'finished', edition });
    const { report, ...addenda } = await withAddenda(store, stored, variants);
    const pictures = await readPictures(store, addenda.explanations);
    printed.push(printReport(report, { ...addenda, pictures }));
  }
  return printed;
}

interface Rendering {
  readonly format: ReportFormat;
  readonly tables?: TableChoice | undefined;
  readonly edition?: number | undefined;
}

/** {@link renderStudyReport} for a renderer of one's own: its blocks in the order of reading. */
export async function readReportDocument(
  store: ObjectStore,
  record: StudyRecord,
  standstill: Standstill | null,
  edition?: number,
): Promise<ReportDocument> {
  const { report, ...addenda } = await readShown(store, record, standstill, edition);
  return reportDocument(report, addenda);
}

async function readShown(
  store: ObjectStore,
  record: StudyRecord,
  standstill: Standstill | null,
  edition: number | undefined,
) {
  const stored = await readReport(store, reportedStudy(record, standstill), edition);
  return withAddenda(store, stored, record.study.variants);
}

async function withAddenda(store: ObjectStore, stored: Report, variants: Study['variants']) {
  const found = await listExplanations(store, stored.studyId);
  return {
    report: { ...stored, configuration: describeConfiguration(variants) },
    explanations: found.flatMap(({ explanation }) => explanation ?? []),
    appendix: await readAppendix(store, stored),
    measurements: await readMeasurements(store, stored.studyId, variants),
  };
}

/** Which report is asked for, and why there may be none yet. */
export function reportedStudy(record: StudyRecord, standstill: Standstill | null): ReportedStudy {
  const { state, waiting } = viewStudy(record, standstill);
  return { studyId: record.study.studyId, state, waiting, edition: record.control.edition };
}
