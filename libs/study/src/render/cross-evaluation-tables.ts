import {
  percent,
  resampledScores,
  transferModes,
  type CrossEvaluation,
  type Report,
  type ReportCell,
  type ReportTable,
  type TransferMode,
} from '@crossfold/contracts';
import { worstClasses } from './class-tables.js';
import { scoreCells, scoreColumns } from './score-columns.js';
import { buildTable, numbers, spread, texts } from './table.js';

const section = 'crossEvaluations';

/** How the models of the study do elsewhere, beside how they do on their own data; then by class. */
export function crossEvaluationTables(report: Report): ReportTable[] {
  if (report.crossEvaluations.length === 0) return [];
  return [scoreTable(report), leftOutTable(report), ...report.crossEvaluations.map(classTable)];
}

/** Source × target: out-of-fold on its own data first, then each target in both modes. */
function scoreTable(report: Report): ReportTable {
  const variants = [...new Set(report.crossEvaluations.map(({ variant }) => variant))];
  return buildTable({
    id: 'cross-evaluations',
    isMain: true,
    section,
    title:
      'Own data by single models, out of fold; other data sets by one prediction of all models together (%)',
    columns: [
      ...texts('trained on, variant', 'scored on', 'mode', 'predictions of'),
      ...numbers('count', 'predictions'),
      ...scoreColumns(resampledScores, report, { hasIntervals: true }),
      ...numbers('percent', 'each model alone: balanced accuracy, mean ± sd'),
    ],
    rows: variants.flatMap((variant) => [
      ownRow(report, variant),
      ...report.crossEvaluations
        .filter((crossEvaluation) => crossEvaluation.variant === variant)
        .flatMap((crossEvaluation) =>
          transferModes.map((mode) => targetRow(crossEvaluation, mode)),
        ),
    ]),
    notes: [
      'Open: the models may answer any class that they know, also one that the other data set has not. Closed: their probabilities are restricted to its classes.',
    ],
  });
}

function ownRow({ variants, dataset }: Report, name: string): ReportCell[] {
  const variant = variants.find((candidate) => candidate.name === name);
  const { scores, images } = variant?.pooled ?? {};
  const { mean, sd } = variant?.overCells ?? {};
  return [
    ...[`${dataset.name}, ${name}`, dataset.name, 'out of fold', 'single models, pooled'],
    images ?? null,
    ...scoreCells(resampledScores, scores, variant?.intervals),
    spread(mean?.balancedAccuracy, sd?.['balancedAccuracy']),
  ];
}

function targetRow(crossEvaluation: CrossEvaluation, mode: TransferMode): ReportCell[] {
  const { source, target, variant, images, members, testTimeAugmentation } = crossEvaluation;
  const { scores, intervals, members: single } = crossEvaluation[mode];
  const views = testTimeAugmentation === 'none' ? '' : `, ${testTimeAugmentation}`;
  return [
    ...[`${source.name}, ${variant}`, target.name, mode, `mean of ${members.length}${views}`],
    images,
    ...scoreCells(resampledScores, scores, intervals),
    spread(single.mean, single.sd),
  ];
}

function leftOutTable({ crossEvaluations }: Report): ReportTable {
  return buildTable({
    id: 'left-out',
    section,
    title: 'Images of other data sets that were left out, by reason',
    columns: [...texts('data set', 'reason'), ...numbers('count', 'images')],
    rows: crossEvaluations.flatMap(({ target, dropped, unknownClassImages, ...rest }) => [
      ...dropped.map(({ reason, images }) => [target.name, reason, images]),
      [
        target.name,
        `unknown class (as errors, open accuracy would be ${percent(rest.accuracyWithUnknown)} %)`,
        unknownClassImages,
      ],
    ]),
  });
}

function classTable(crossEvaluation: CrossEvaluation): ReportTable {
  const { crossEvaluationId, target, variant, members, open, closed } = crossEvaluation;
  const { shown, which, note } = worstClasses(
    open.perClass.map((own, i) => ({ ...own, closed: closed.perClass[i] })),
    'the report as JSON',
  );
  return buildTable({
    id: `transfer-classes.${crossEvaluationId}`,
    section,
    title: `Per class, mean of ${members.length} models of ${variant} on ${target.name} (%)${which}`,
    columns: [
      ...texts('class'),
      ...numbers('count', 'images'),
      ...numbers('percent', 'open precision', 'open recall', 'open F1', 'open AUC'),
      ...numbers('percent', 'closed precision', 'closed recall', 'closed F1'),
    ],
    rows: shown.map(({ name, support, precision, recall, f1, rocAuc, closed: other }) => [
      ...[name, support, precision, recall, f1, rocAuc],
      ...[other?.precision ?? null, other?.recall ?? null, other?.f1 ?? null],
    ]),
    notes: note,
  });
}
