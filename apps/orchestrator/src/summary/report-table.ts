import type { Report, VariantReport } from '@crossfold/contracts';
import { ensembleTables } from './ensemble-tables.js';
import {
  classColumns,
  classRow,
  dash,
  decimal,
  percent,
  probability,
  signed,
  withInterval,
  type Table,
} from './table.js';
import { crossEvaluationTables } from './cross-evaluation-tables.js';
import { leakMark } from './leak-mark.js';

/** The tables of a report, in the order of reading. */
export function reportTables(report: Report): Table[] {
  const mark = leakMark(report);
  return listTables(report).map((table) => ({ ...table, caption: table.caption + mark }));
}

function listTables(report: Report): Table[] {
  return [
    pooledTable(report),
    ...(report.leakage.length > 0 ? [leakageTable(report)] : []),
    ...(report.variants.some(({ comparison }) => comparison) ? [comparisonTable(report)] : []),
    ...(report.variants.some(({ repeats }) => repeats.length > 0) ? [repeatTable(report)] : []),
    rankingTable(report),
    ...(report.variants.some(({ calibration }) => calibration) ? [calibrationTable(report)] : []),
    cellTable(report),
    ...report.variants.flatMap((variant) =>
      variant.pooled ? [classTable(variant), confusionTable(variant)] : [],
    ),
    ...(report.ensemble ? ensembleTables(report.ensemble) : []),
    ...crossEvaluationTables(report),
    ...(report.sealedOpenings.length > 0 ? [openingsTable(report)] : []),
  ];
}

function pooledTable({ variants, trivial }: Report): Table {
  const rows = variants.map((variant) => {
    const scores = variant.pooled?.scores;
    return [
      variant.title,
      ...[scores?.accuracy, scores?.macroPrecision, scores?.macroRecall, scores?.macroF1].map(
        percent,
      ),
      withInterval(percent, scores?.balancedAccuracy, variant.intervals?.balancedAccuracy),
      ...[scores?.top2, scores?.top3, scores?.ece].map(percent),
      cellCount(variant),
    ];
  });
  const nothing = [percent(trivial.accuracy), dash, percent(trivial.balancedAccuracy)];
  rows.push([
    `always ${trivial.class}`,
    ...nothing,
    percent(trivial.macroF1),
    percent(trivial.balancedAccuracy),
    ...Array.from({ length: 4 }, () => dash),
  ]);
  return {
    caption: 'Out-of-fold predictions, pooled (%)',
    columns: [
      ...['variant', 'accuracy', 'precision', 'recall', 'F1', 'balanced accuracy [95 %]'],
      ...['top-2', 'top-3', 'ECE', 'cells'],
    ],
    rows,
  };
}

function comparisonTable({ variants }: Report): Table {
  const rows = variants.flatMap(({ title, comparison }) => {
    if (!comparison) return [];
    const { cells, difference, pooled, p, adjustedP, decision } = comparison;
    const { balancedAccuracy, macroF1, intervals } = pooled ?? {};
    return [
      [
        title,
        withInterval(signed, balancedAccuracy, intervals?.balancedAccuracy),
        withInterval(signed, macroF1, intervals?.macroF1),
        cells > 0 ? signed(difference) : dash,
        ...[p, adjustedP].map(probability),
        percent(decision?.power),
        ...[decision?.seeds, decision?.folds].map((count) =>
          count === undefined ? dash : String(count ?? 'none'),
        ),
      ],
    ];
  });
  return {
    caption: 'Balanced accuracy and F1 against the baseline (points)',
    columns: [
      ...['variant', 'Δ balanced [95 %]', 'Δ F1 [95 %]', 'mean Δ balanced', 'p', 'p (Holm)'],
      ...['power %', 'seeds to decide', 'folds to decide'],
    ],
    rows,
  };
}

function leakageTable({ leakage }: Report): Table {
  return {
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
    caption: 'Out-of-fold predictions of each repeat of the plan (%)',
    columns: ['variant', 'repeat', 'images', 'accuracy', 'balanced accuracy', 'F1'],
    rows: variants.flatMap(({ title, repeats }) =>
      repeats.map(({ images, accuracy, balancedAccuracy, macroF1 }, repeat) => [
        ...[title, String(repeat), String(images)],
        ...[accuracy, balancedAccuracy, macroF1].map(percent),
      ]),
    ),
  };
}

function rankingTable({ variants }: Report): Table {
  return {
    caption: 'Ranking, agreement and calibration, pooled (AUC, AP and sensitivity in %)',
    columns: [
      ...['variant', 'AUC', 'AP', 'malignant AUC', 'malignant sensitivity'],
      ...['MCC', 'kappa', 'NLL', 'Brier'],
    ],
    rows: variants.map(({ title, pooled }) => {
      const scores = pooled?.scores;
      return [
        title,
        ...[scores?.macroRocAuc, scores?.macroAveragePrecision].map(percent),
        ...[scores?.malignantRocAuc, scores?.malignantSensitivity].map(percent),
        ...[scores?.mcc, scores?.kappa, scores?.nll, scores?.brier].map(decimal),
      ];
    }),
  };
}

function cellTable({ variants }: Report): Table {
  const names = ['accuracy', 'macroPrecision', 'macroRecall', 'macroF1', 'top2', 'top3'] as const;
  return {
    caption: 'Mean ± standard deviation over folds and seeds (%)',
    columns: ['variant', 'accuracy', 'precision', 'recall', 'F1', 'top-2', 'top-3'],
    rows: variants.map(({ title, overCells }) => [
      title,
      ...names.map((name) => {
        if (!overCells) return dash;
        const sd = overCells.sd?.[name];
        return percent(overCells.mean[name]) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
      }),
    ]),
  };
}

function classTable({ title, pooled }: VariantReport): Table {
  return {
    caption: `Per class, ${title} (%)`,
    columns: classColumns,
    rows: (pooled?.perClass ?? []).map(classRow),
  };
}

function confusionTable({ title, pooled }: VariantReport): Table {
  const names = pooled?.perClass.map(({ name }) => name) ?? [];
  return {
    caption: `Confusion matrix, ${title} (rows: true class)`,
    columns: ['true \\ predicted', ...names],
    rows: (pooled?.confusionMatrix ?? []).map((row, i) => [names[i] ?? '', ...row.map(String)]),
  };
}

function calibrationTable({ variants }: Report): Table {
  return {
    caption: 'Calibration by a temperature fitted on inner validation, pooled',
    columns: ['variant', 'temperature', 'ECE % before', 'after', 'NLL before', 'after'],
    rows: variants.map(({ title, calibration }) => [
      title,
      calibration ? calibration.temperatures.map(decimal).join(' … ') : dash,
      ...[calibration?.ece.before, calibration?.ece.after].map(percent),
      ...[calibration?.nll.before, calibration?.nll.after].map(decimal),
    ]),
  };
}

function openingsTable({ sealedOpenings }: Report): Table {
  return {
    caption: 'Openings of the sealed test part',
    columns: ['when', 'study', 'who', 'ensemble'],
    rows: sealedOpenings.map(({ openedAt, studyId, worker, host, variant, members }) => [
      ...[openedAt, studyId, `${worker} on ${host}`],
      `${variant} × ${members.length}`,
    ]),
  };
}

function cellCount({ cells: { succeeded, failed, skipped, cancelled } }: VariantReport): string {
  return `${succeeded}/${succeeded + failed + skipped + cancelled}`;
}
