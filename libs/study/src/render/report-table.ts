import {
  dash,
  groupWords,
  decimal,
  nameOfMembers,
  type Evaluation,
  type Report,
  type ReportCell,
  type ReportTable,
  type VariantReport,
} from '@crossfold/contracts';
import { calibrationVerdict } from '../summary/calibration-verdict.js';
import { leakMark } from './leak-mark.js';
import { listSome, restsOnFew } from './caveats.js';
import { perClassTable, type ClassPart } from './class-tables.js';
import { comparisonTables } from './comparison-tables.js';
import { configurationTable } from './configuration-table.js';
import { confusionTables } from './confusion-tables.js';
import { dataFlowTables } from './data-flow.js';
import { winnerTables } from './winner-tables.js';
import { crossEvaluationTables } from './cross-evaluation-tables.js';
import { crossValidatedTables } from './cross-validated-tables.js';
import { publishedTables } from './published-tables.js';
import { ensembleTables } from './ensemble-tables.js';
import { raceTables } from './race-table.js';
import { stopTables } from './stop-table.js';
import { scoreCells, scoreColumns, shownIn } from './score-columns.js';
import { buildTable, numbers, spread, texts } from './table.js';

/** The tables of a report, in the order of reading. */
export function reportTables(report: Report): ReportTable[] {
  const mark = leakMark(report);
  return listTables(report).map((table) => ({ ...table, title: table.title + mark }));
}

function listTables(report: Report): ReportTable[] {
  return [
    ...dataFlowTables(report),
    pooledTable(report),
    ...winnerTables(report),
    leakageTable(report),
    ...comparisonTables(report),
    ...raceTables(report),
    ...stopTables(report),
    repeatTable(report),
    rankingTable(report),
    calibrationTable(report),
    cellTable(report),
    worstCaseTable(report),
    segmentationTable(report),
    ...report.variants.flatMap((variant) =>
      variant.pooled ? evaluationTables(variant, variant.pooled, report) : [],
    ),
    ...(report.ensemble ? ensembleTables(report.ensemble, report) : []),
    ...crossValidatedTables(report),
    ...crossEvaluationTables(report),
    ...publishedTables(report),
    openingsTable(report),
    ...(report.configuration ? [configurationTable(report.configuration)] : []),
  ].filter(({ rows }) => rows.length > 0);
}

function pooledTable(report: Report): ReportTable {
  const { variants, trivial } = report;
  const scores = shownIn(report, 'main');
  const rows = variants.map((variant): ReportCell[] => [
    ...[variant.name, describeVariant(variant, report), cellCount(variant)],
    ...scoreCells(scores, variant.pooled?.scores, variant.intervals),
  ]);
  const always = [`always ${trivial.class}`, 'trivial answer', null];
  const { accuracy, balancedAccuracy, macroF1 } = trivial;
  rows.push([...always, ...scoreCells(scores, { accuracy, balancedAccuracy, macroF1 })]);
  return buildTable({
    id: 'pooled',
    isMain: true,
    section: 'answer',
    title: 'Single models, out of fold, all folds and seeds pooled (%)',
    columns: [
      ...texts('variant', 'what it is', 'cells'),
      ...scoreColumns(scores, report, { hasIntervals: true }),
    ],
    rows,
  });
}

function leakageTable({ leakage, dataset }: Report): ReportTable {
  return buildTable({
    id: 'leakage',
    isMain: true,
    section: 'answer',
    title: `Test images with their ${groupWords(dataset).one} in training, and the others (%)`,
    columns: [
      ...texts('variant'),
      ...numbers('count', 'images leaked'),
      ...numbers('percent', 'accuracy', 'balanced'),
      ...numbers('count', 'images others'),
      ...numbers('percent', 'accuracy', 'balanced'),
      ...numbers('points', 'Δ balanced'),
    ],
    rows: leakage.map(({ variant, leaked, others }) => [
      variant,
      ...[leaked.images, leaked.accuracy, leaked.balancedAccuracy],
      ...[others.images, others.accuracy, others.balancedAccuracy],
      leaked.balancedAccuracy - others.balancedAccuracy,
    ]),
  });
}

function repeatTable({ variants }: Report): ReportTable {
  return buildTable({
    id: 'repeats',
    section: 'variants',
    title:
      'Single models, out of fold, pooled over the folds and seeds of each repeat of the plan (%)',
    columns: [
      ...texts('variant'),
      ...numbers('count', 'repeat', 'images'),
      ...numbers('percent', 'accuracy', 'balanced accuracy', 'F1'),
    ],
    rows: variants.flatMap(({ name, repeats }) =>
      repeats.map(({ images, accuracy, balancedAccuracy, macroF1 }, repeat) => [
        ...[name, repeat, images, accuracy, balancedAccuracy, macroF1],
      ]),
    ),
  });
}

function rankingTable(report: Report): ReportTable {
  const scores = shownIn(report, 'ranking');
  return buildTable({
    id: 'ranking',
    section: 'variants',
    title: 'Ranking, agreement and calibration of single models, out of fold, pooled',
    columns: [...texts('variant'), ...scoreColumns(scores, report, { saysUnit: true })],
    rows: report.variants.map(({ name, pooled }) => [name, ...scoreCells(scores, pooled?.scores)]),
  });
}

function cellTable(report: Report): ReportTable {
  const scores = shownIn(report, 'main');
  return buildTable({
    id: 'cells',
    section: 'variants',
    title:
      'Single models, out of fold, each cell scored alone: mean ± standard deviation over folds and seeds (%)',
    columns: [...texts('variant'), ...scoreColumns(scores, report)],
    rows: report.variants.map(({ name, overCells }) => [
      name,
      ...scores.map((score) => spread(overCells?.mean[score], overCells?.sd?.[score])),
    ]),
  });
}

function worstCaseTable({ variants, trivial }: Report): ReportTable {
  return buildTable({
    id: 'worst-case',
    section: 'variants',
    title: `Worst case: cells without a result scored as always ${trivial.class}, single models, mean over folds and seeds (%)`,
    columns: [
      ...texts('variant', 'cells without a result'),
      ...numbers('percent', 'balanced accuracy', 'F1', 'accuracy'),
      ...numbers('points', 'Δ balanced (points)'),
      ...numbers('percent', 'balanced accuracy without them'),
    ],
    rows: variants.flatMap(({ name, worstCase, overCells }) => {
      if (!worstCase) return [];
      const { missing, cells, balancedAccuracy, macroF1, accuracy, difference } = worstCase;
      const without = overCells?.mean.balancedAccuracy ?? null;
      return [
        [
          ...[`${name}, worst case`, `${missing}/${cells}`],
          ...[balancedAccuracy, macroF1, accuracy, difference, without],
        ],
      ];
    }),
  });
}

function segmentationTable({ variants }: Report): ReportTable {
  return buildTable({
    id: 'segmentation',
    section: 'variants',
    title: 'Regions found by a threshold (Otsu) beside the given masks, over test images',
    columns: [
      ...texts('variant'),
      ...numbers('count', 'images'),
      ...numbers('decimal', 'mean Dice'),
    ],
    rows: variants.flatMap(({ name, segmentation }) =>
      segmentation ? [[name, segmentation.images, segmentation.meanDice]] : [],
    ),
  });
}

function evaluationTables(
  { name, intervals }: VariantReport,
  pooled: Evaluation,
  report: Report,
): ReportTable[] {
  const part: ClassPart = {
    variant: name,
    section: 'variants',
    idOf: (kind) => `${kind}.${name}`,
    title: `${name}: single models, out of fold, pooled`,
    part: 'pool',
    whole: {
      classes: 'table "classes" of the data tables (CSV)',
      confusions: 'table "confusions" of the data tables (CSV)',
    },
  };
  return [perClassTable(pooled, intervals, report, part), ...confusionTables(pooled, part)];
}

function calibrationTable(report: Report): ReportTable {
  const { variants } = report;
  const isKnown = variants.some(({ calibration }) => calibration);
  return buildTable({
    id: 'calibration',
    section: 'variants',
    title: 'Temperatures fitted on inner validation, single models, out of fold, pooled',
    columns: [
      ...texts('variant', 'temperature'),
      ...numbers('percent', 'ECE % before', 'after'),
      ...numbers('decimal', 'NLL before', 'after'),
      ...texts('calibrated'),
    ],
    rows: (isKnown ? variants : []).map(({ name, calibration }): ReportCell[] =>
      calibration
        ? [
            ...[name, calibration.temperatures.map(decimal).join(' … ')],
            ...[calibration.ece.before, calibration.ece.after],
            ...[calibration.nll.before, calibration.nll.after],
            calibrationVerdict(calibration, restsOnFew(calibration, report)),
          ]
        : [name, null, null, null, null, null, null],
    ),
  });
}

function openingsTable({ sealedOpenings }: Report): ReportTable {
  return buildTable({
    id: 'sealed-openings',
    section: 'study',
    title: 'Openings of the sealed part',
    columns: texts('when', 'study', 'who', 'ensemble', 'sets of views scored'),
    rows: sealedOpenings.map(({ openedAt, studyId, worker, host, members, views }) => [
      ...[openedAt, studyId, `${worker} on ${host}`],
      nameOfMembers(members),
      views.length > 0 ? views.join(', ') : 'that of the ensemble',
    ]),
  });
}

/** Settings that say what an arm without a title is. */
const maxSettings = 3;

/** The name says which variant it is; this says what is special about it. */
function describeVariant(
  { name, title, role }: VariantReport,
  { configuration }: Pick<Report, 'configuration'>,
): string {
  if (role === 'baseline') return 'baseline';
  if (title !== name) return title;
  const own = configuration?.arms.find((arm) => arm.name === name)?.differences ?? [];
  const settings = own.map(({ path, arm }) => `${path}: ${arm ?? dash}`);
  return settings.length > 0 ? listSome(settings, maxSettings) : name;
}

function cellCount({ cells }: VariantReport): string {
  const { succeeded, failed, skipped, racedOut, cancelled } = cells;
  return `${succeeded}/${succeeded + failed + skipped + racedOut + cancelled}`;
}
