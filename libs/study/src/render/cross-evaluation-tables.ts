import {
  transferModes,
  type CrossEvaluation,
  type Report,
  type TransferMode,
} from '@crossfold/contracts';
import { dash, percent, withInterval, type Table } from './table.js';

/** How the models of the study do elsewhere, beside how they do on their own data; then by class. */
export function crossEvaluationTables(report: Report): Table[] {
  if (report.crossEvaluations.length === 0) return [];
  return [scoreTable(report), leftOutTable(report), ...report.crossEvaluations.map(classTable)];
}

/** Source × target: out-of-fold on its own data first, then each target in both modes. */
function scoreTable(report: Report): Table {
  const variants = [...new Set(report.crossEvaluations.map(({ variant }) => variant))];
  return {
    isMain: true,
    caption:
      'Own data by single models, out of fold; other data sets by one prediction of all models together (%)',
    columns: [
      ...['trained on, variant', 'scored on', 'mode', 'predictions of', 'predictions'],
      ...['accuracy [95 %]', 'balanced accuracy [95 %]', 'F1 [95 %]', 'AUC [95 %]'],
      'each model alone: balanced accuracy, mean ± sd',
    ],
    rows: variants.flatMap((variant) => [
      ownRow(report, variant),
      ...report.crossEvaluations
        .filter((crossEvaluation) => crossEvaluation.variant === variant)
        .flatMap((crossEvaluation) =>
          transferModes.map((mode) => targetRow(crossEvaluation, mode)),
        ),
    ]),
  };
}

function ownRow({ variants, dataset }: Report, name: string): string[] {
  const variant = variants.find((candidate) => candidate.name === name);
  const { scores, images } = variant?.pooled ?? {};
  const { mean, sd } = variant?.overCells ?? {};
  return [
    ...[`${dataset.name}, ${name}`, dataset.name, 'out of fold', 'single models, pooled'],
    String(images ?? dash),
    withInterval(percent, scores?.accuracy, variant?.intervals?.accuracy),
    withInterval(percent, scores?.balancedAccuracy, variant?.intervals?.balancedAccuracy),
    withInterval(percent, scores?.macroF1, variant?.intervals?.macroF1),
    withInterval(percent, scores?.macroRocAuc, variant?.intervals?.macroRocAuc),
    spread(mean?.balancedAccuracy, sd?.['balancedAccuracy']),
  ];
}

function targetRow(crossEvaluation: CrossEvaluation, mode: TransferMode): string[] {
  const { source, target, variant, images, members, testTimeAugmentation } = crossEvaluation;
  const { scores, intervals, members: single } = crossEvaluation[mode];
  const views = testTimeAugmentation === 'none' ? '' : `, ${testTimeAugmentation}`;
  return [
    ...[`${source.name}, ${variant}`, target.name, mode, `mean of ${members.length}${views}`],
    String(images),
    withInterval(percent, scores.accuracy, intervals.accuracy),
    withInterval(percent, scores.balancedAccuracy, intervals.balancedAccuracy),
    withInterval(percent, scores.macroF1, intervals.macroF1),
    withInterval(percent, scores.macroRocAuc, intervals.macroRocAuc),
    spread(single.mean, single.sd ?? undefined),
  ];
}

function leftOutTable({ crossEvaluations }: Report): Table {
  return {
    caption: 'Images of other data sets that were left out, by reason',
    columns: ['data set', 'reason', 'images'],
    rows: crossEvaluations.flatMap(({ target, dropped, unknownClassImages, ...rest }) => [
      ...dropped.map(({ reason, images }) => [target.name, reason, String(images)]),
      [
        target.name,
        `unknown class (as errors, open accuracy would be ${percent(rest.accuracyWithUnknown)} %)`,
        String(unknownClassImages),
      ],
    ]),
  };
}

function classTable({ target, variant, members, open, closed }: CrossEvaluation): Table {
  return {
    caption: `Per class, mean of ${members.length} models of ${variant} on ${target.name} (%)`,
    columns: [
      ...['class', 'images', 'open precision', 'open recall', 'open F1', 'open AUC'],
      ...['closed precision', 'closed recall', 'closed F1'],
    ],
    rows: open.perClass.map((own, i) => {
      const other = closed.perClass[i];
      return [
        ...[own.name, String(own.support)],
        ...[own.precision, own.recall, own.f1, own.rocAuc].map(percent),
        ...[other?.precision, other?.recall, other?.f1].map(percent),
      ];
    }),
  };
}

function spread(mean: number | undefined, sd: number | undefined): string {
  return percent(mean) + (sd === undefined ? '' : ` ± ${percent(sd)}`);
}
