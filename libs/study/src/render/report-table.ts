import {
  nameOfMembers,
  type Evaluation,
  type Report,
  type VariantReport,
} from '@crossfold/contracts';
import { calibrationVerdict } from '../summary/calibration-verdict.js';
import { restsOnFew } from './caveats.js';
import { perClassTable } from './class-table.js';
import { comparisonTables } from './comparison-tables.js';
import { configurationTable } from './configuration-table.js';
import { crossEvaluationTables } from './cross-evaluation-tables.js';
import { ensembleTables } from './ensemble-tables.js';
import { leakMark } from './leak-mark.js';
import { dash, decimal, percent, signed, withInterval, type Table } from './table.js';

/** The tables of a report, in the order of reading. */
export function reportTables(report: Report): Table[] {
  const mark = leakMark(report);
  return listTables(report).map((table) => ({ ...table, caption: table.caption + mark }));
}

function listTables(report: Report): Table[] {
  return [
    pooledTable(report),
    ...(report.leakage.length > 0 ? [leakageTable(report)] : []),
    ...comparisonTables(report),
    ...(report.variants.some(({ repeats }) => repeats.length > 0) ? [repeatTable(report)] : []),
    rankingTable(report),
    ...(report.variants.some(({ calibration }) => calibration) ? [calibrationTable(report)] : []),
    cellTable(report),
    ...(report.variants.some((variant) => variant.worstCase) ? [worstCaseTable(report)] : []),
    ...report.variants.flatMap((variant) =>
      variant.pooled ? [classTable(variant, variant.pooled, report), confusionTable(variant)] : [],
    ),
    ...(report.ensemble ? ensembleTables(report.ensemble, report) : []),
    ...crossEvaluationTables(report),
    ...(report.sealedOpenings.length > 0 ? [openingsTable(report)] : []),
    ...(report.configuration ? [configurationTable(report.configuration)] : []),
  ];
}

/** Balanced accuracy is the macro recall, so that is no column of its own. */
function pooledTable({ variants, trivial }: Report): Table {
  const rows = variants.map((variant) => {
    const { intervals } = variant;
    const scores = variant.pooled?.scores;
    return [
      ...[variant.name, describeVariant(variant), cellCount(variant)],
      withInterval(percent, scores?.balancedAccuracy, intervals?.balancedAccuracy),
      withInterval(percent, scores?.macroF1, intervals?.macroF1),
      withInterval(percent, scores?.accuracy, intervals?.accuracy),
      withInterval(percent, scores?.macroRocAuc, intervals?.macroRocAuc),
      ...[scores?.macroPrecision, scores?.top2, scores?.top3, scores?.ece].map(percent),
    ];
  });
  rows.push([
    ...[`always ${trivial.class}`, 'trivial answer', dash],
    ...[trivial.balancedAccuracy, trivial.macroF1, trivial.accuracy].map(percent),
    ...Array.from({ length: 5 }, () => dash),
  ]);
  return {
    caption: 'Single models, out of fold, all folds and seeds pooled (%)',
    columns: [
      ...['variant', 'what it is', 'cells', 'balanced accuracy [95 %]', 'F1 [95 %]'],
      ...['accuracy [95 %]', 'AUC [95 %]', 'precision', 'top-2', 'top-3', 'ECE'],
    ],
    rows,
    isMain: true,
  };
}

function leakageTable({ leakage }: Report): Table {
  return {
    isMain: true,
    caption: 'Test images with their lesion in training, and the others (%)',
    columns: [
      ...['variant', 'images leaked', 'accuracy', 'balanced', 'images others', 'accuracy'],
      ...['balanced', 'Δ balanced'],
    ],
    rows: leakage.map(({ variant, leaked, others }) => [
      variant,
      ...[leaked, others].flatMap(({ images, accuracy, balancedAccuracy }) => [
        String(images),
        ...[accuracy, balancedAccuracy].map(percent),
      ]),
      signed(leaked.balancedAccuracy - others.balancedAccuracy),
    ]),
  };
}

function repeatTable({ variants }: Report): Table {
  return {
    caption:
      'Single models, out of fold, pooled over the folds and seeds of each repeat of the plan (%)',
    columns: ['variant', 'repeat', 'images', 'accuracy', 'balanced accuracy', 'F1'],
    rows: variants.flatMap(({ name, repeats }) =>
      repeats.map(({ images, accuracy, balancedAccuracy, macroF1 }, repeat) => [
        ...[name, String(repeat), String(images)],
        ...[accuracy, balancedAccuracy, macroF1].map(percent),
      ]),
    ),
  };
}

function rankingTable({ variants }: Report): Table {
  return {
    caption:
      'Ranking, agreement and calibration of single models, out of fold, pooled (AUC, AP and sensitivity in %)',
    columns: [
      ...['variant', 'AUC', 'AP', 'malignant AUC', 'malignant sensitivity'],
      ...['MCC', 'kappa', 'NLL', 'Brier'],
    ],
    rows: variants.map(({ name, pooled }) => {
      const scores = pooled?.scores;
      return [
        name,
        ...[scores?.macroRocAuc, scores?.macroAveragePrecision].map(percent),
        ...[scores?.positiveRocAuc, scores?.positiveSensitivity].map(percent),
        ...[scores?.mcc, scores?.kappa, scores?.nll, scores?.brier].map(decimal),
      ];
    }),
  };
}

function cellTable({ variants }: Report): Table {
  const names = [
    ...(['balancedAccuracy', 'macroF1', 'accuracy', 'macroRocAuc'] as const),
    ...(['macroPrecision', 'top2', 'top3'] as const),
  ];
  return {
    caption:
      'Single models, out of fold, each cell scored alone: mean ± standard deviation over folds and seeds (%)',
    columns: [
      'variant',
      'balanced accuracy',
      'F1',
      'accuracy',
      'AUC',
      'precision',
      'top-2',
      'top-3',
    ],
    rows: variants.map(({ name, overCells }) => [
      name,
      ...names.map((score) => {
        if (!overCells) return dash;
        const sd = overCells.sd?.[score];
        return percent(overCells.mean[score]) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
      }),
    ]),
  };
}

function worstCaseTable({ variants, trivial }: Report): Table {
  return {
    caption: `Worst case: cells without a result scored as always ${trivial.class}, single models, mean over folds and seeds (%)`,
    columns: [
      ...['variant', 'cells without a result', 'balanced accuracy', 'F1', 'accuracy'],
      ...['Δ balanced (points)', 'balanced accuracy without them'],
    ],
    rows: variants.flatMap(({ name, worstCase, overCells }) => {
      if (!worstCase) return [];
      const { missing, cells, balancedAccuracy, macroF1, accuracy, difference } = worstCase;
      return [
        [
          ...[`${name}, worst case`, `${missing}/${cells}`],
          ...[balancedAccuracy, macroF1, accuracy].map(percent),
          ...[difference === null ? dash : signed(difference)],
          percent(overCells?.mean.balancedAccuracy),
        ],
      ];
    }),
  };
}

function classTable({ name, intervals }: VariantReport, pooled: Evaluation, report: Report): Table {
  const caption = `Per class, ${name}: single models, out of fold, pooled (%)`;
  return perClassTable(caption, pooled, intervals, report, 'pool');
}

function confusionTable({ name, pooled }: VariantReport): Table {
  const names = pooled?.perClass.map(({ name }) => name) ?? [];
  return {
    caption: `Confusion matrix, ${name} (rows: true class)`,
    columns: ['true \\ predicted', ...names],
    rows: (pooled?.confusionMatrix ?? []).map((row, i) => [names[i] ?? '', ...row.map(String)]),
  };
}

function calibrationTable(report: Report): Table {
  return {
    caption: 'Temperatures fitted on inner validation, single models, out of fold, pooled',
    columns: [
      'variant',
      'temperature',
      'ECE % before',
      'after',
      'NLL before',
      'after',
      'calibrated',
    ],
    rows: report.variants.map(({ name, calibration }) => [
      name,
      calibration ? calibration.temperatures.map(decimal).join(' … ') : dash,
      ...[calibration?.ece.before, calibration?.ece.after].map(percent),
      ...[calibration?.nll.before, calibration?.nll.after].map(decimal),
      calibration ? calibrationVerdict(calibration, restsOnFew(calibration, report)) : dash,
    ]),
  };
}

function openingsTable({ sealedOpenings }: Report): Table {
  return {
    caption: 'Openings of the sealed test part',
    columns: ['when', 'study', 'who', 'ensemble'],
    rows: sealedOpenings.map(({ openedAt, studyId, worker, host, members }) => [
      ...[openedAt, studyId, `${worker} on ${host}`],
      nameOfMembers(members),
    ]),
  };
}

/** The name says which variant it is; this says what is special about it. */
function describeVariant({ name, title, role }: VariantReport): string {
  if (role === 'baseline') return 'baseline';
  return title === name ? 'arm' : title;
}

function cellCount({ cells: { succeeded, failed, skipped, cancelled } }: VariantReport): string {
  return `${succeeded}/${succeeded + failed + skipped + cancelled}`;
}
