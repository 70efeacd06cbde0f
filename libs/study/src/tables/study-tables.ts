import type { PredictionFilter, Report, StudyTableName } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { readMeasurements } from '../records/read-measurements.js';
import { readAppendix } from '../report/read-appendix.js';
import { readReport, type ReportedStudy } from '../report/read-report.js';
import { readCellEnds, readStudyResults } from '../summary/study-results.js';
import { curveTable, tradeOffTable } from './appendix-tables.js';
import type { DataTable } from './data-table.js';
import {
  caveatTable,
  classTable,
  confusionTable,
  crossValidatedTable,
  dataFlowTable,
  differenceTable,
  ensembleTable,
  ensembleViewTable,
  learningCurveTable,
  publishedTable,
  raceTable,
  sharedErrorTable,
  stopTable,
  subgroupTable,
  variantTable,
  winnerTable,
} from './report-tables.js';
import { cellTable, epochTable, predictionTable } from './trial-tables.js';

interface TableSource {
  readonly store: ObjectStore;
  readonly studyId: string;
  readonly filter: PredictionFilter;
  /** @throws AppError NOT_FOUND while there is no report */
  readonly report: () => Promise<Report>;
}

/**
 * A table of a study. Those of trials are there as soon as trials have ended, those of the report
 * with it.
 *
 * @param filter of the predictions, and the variant of the epochs; other tables are whole
 * @throws AppError NOT_FOUND while there is no report that the table is made of
 */
export function readStudyTable(
  store: ObjectStore,
  reported: ReportedStudy,
  name: StudyTableName,
  filter: PredictionFilter = {},
): Promise<DataTable> {
  const report = () => readReport(store, reported);
  return studyTableBuilders[name]({ store, studyId: reported.studyId, filter, report });
}

const studyTableBuilders = {
  variants: async ({ report }) => variantTable(await report()),
  differences: async ({ report }) => differenceTable(await report()),
  classes: async ({ report }) => classTable(await report()),
  confusions: async ({ report }) => confusionTable(await report()),
  ensemble: async ({ report }) => ensembleTable(await report()),
  ensembleViews: async ({ report }) => ensembleViewTable(await report()),
  crossValidated: async ({ report }) => crossValidatedTable(await report()),
  subgroups: async ({ store, report }) => subgroupTable(await readAppendix(store, await report())),
  learningCurves: async ({ store, report }) => {
    const whole = await report();
    return learningCurveTable(whole, await readAppendix(store, whole));
  },
  sharedErrors: async ({ store, report }) =>
    sharedErrorTable(await readAppendix(store, await report())),
  tradeOffs: async ({ store, report }) => {
    const whole = await report();
    const appendix = await readAppendix(store, whole);
    const names = (appendix?.tradeOffs ?? []).map(({ variant }) => ({ name: variant }));
    return tradeOffTable(whole, appendix, await readMeasurements(store, whole.studyId, names));
  },
  curves: async ({ store, report }) => curveTable(await readAppendix(store, await report())),
  published: async ({ report }) => publishedTable(await report()),
  dataFlow: async ({ report }) => dataFlowTable(await report()),
  winners: async ({ report }) => winnerTable(await report()),
  race: async ({ report }) => raceTable(await report()),
  stops: async ({ report }) => stopTable(await report()),
  caveats: async ({ report }) => caveatTable(await report()),
  cells: async ({ store, studyId }) => cellTable(await readCellEnds(store, studyId)),
  epochs: async ({ store, studyId, filter: { variant } }) =>
    epochTable(store, await readCellEnds(store, studyId, variant)),
  predictions: async ({ store, studyId, filter }) =>
    predictionTable(store, await readStudyResults(store, studyId), filter),
} as const satisfies Record<StudyTableName, (source: TableSource) => Promise<DataTable>>;
