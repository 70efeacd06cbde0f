import {
  ensembleVariants,
  scoreTitle,
  shownEnsembleScores,
  type CrossValidatedEnsemble,
  type EnsembleScore,
  type Report,
  type ReportCell,
  type ReportTable,
  type Unit,
} from '@crossfold/contracts';
import { perClassTable } from './class-tables.js';
import { countClasses } from './score-columns.js';
import { buildTable, measured, numbers, texts } from './table.js';
import { viewText } from './view-text.js';

const section = 'ensemble';

/** What a report says of ensembles out of fold: beside published scores of cross-validation. */
export function crossValidatedTables(report: Report): ReportTable[] {
  const own = report.crossValidated.find((row) => isOfEnsemble(row, report));
  return [scoreTable(report), gainTable(report), ...(own ? [classTable(own, report)] : [])];
}

/** Whether it has the variants that vote on the sealed part, or else the baseline alone. */
function isOfEnsemble({ variants }: CrossValidatedEnsemble, report: Report): boolean {
  const baseline = report.variants.find(({ role }) => role === 'baseline')?.name ?? '';
  const voting = report.ensemble ? ensembleVariants(report.ensemble) : [baseline];
  return variants.length === voting.length && variants.every((name) => voting.includes(name));
}

function scoreTable(report: Report): ReportTable {
  const scores = shownEnsembleScores(countClasses(report));
  const rows = report.crossValidated;
  // A column of one value would say no more than the note.
  const hasViews = rows.some(({ views }) => views !== 'none');
  return buildTable({
    id: 'cross-validated',
    isMain: true,
    section,
    title:
      'Cross-validated ensemble: each image by the mean of the models that were held out from it (%)',
    columns: [
      ...texts('ensemble', ...(hasViews ? ['views'] : []), 'models an image'),
      ...numbers('count', 'images'),
      ...ensembleColumns('percent', scores),
    ],
    rows: rows.map((row): ReportCell[] => [
      ...[nameOf(row), ...(hasViews ? [row.views && viewText(row.views)] : [])],
      ...[modelText(row), row.evaluation.images],
      ...scores.map((name) => measured(row.evaluation.scores[name], row.intervals[name])),
    ]),
    notes: [
      `Out of fold: an image is predicted by one model for each seed and repeat, none of which was trained on it, ${hasViews ? 'in the views of its variant' : 'all without test-time augmentation'}. On the sealed part, all models of all folds predict each image.`,
    ],
  });
}

function gainTable(report: Report): ReportTable {
  const scores = shownEnsembleScores(countClasses(report));
  return buildTable({
    id: 'cross-validated-gain',
    section,
    title: 'Cross-validated ensemble minus its single models on the same images (points)',
    columns: [...texts('ensemble', 'models an image'), ...ensembleColumns('points', scores)],
    rows: report.crossValidated.flatMap((row): ReportCell[][] => {
      const { gain } = row;
      if (!gain) return [];
      const cells = scores.map((name) => measured(gain.scores[name], gain.intervals[name]));
      return [[nameOf(row), modelText(row), ...cells]];
    }),
    notes: [
      'Single models: scored once for each seed and repeat over all folds, and averaged. Intervals draw the same groups for both.',
    ],
  });
}

function classTable(row: CrossValidatedEnsemble, report: Report): ReportTable {
  const { recallIntervals: recalls, precisionIntervals: precisions, f1Intervals: f1s } = row;
  return perClassTable(row.evaluation, { recalls, precisions, f1s }, report, {
    variant: null,
    section,
    idOf: (kind) => `cross-validated-${kind}`,
    title: `cross-validated ensemble ${nameOf(row)}`,
    part: 'pool',
    whole: { classes: 'the report as JSON', confusions: 'the report as JSON' },
  });
}

/** Accuracy is that of the most probable class alone, and stands beside those of two and three. */
function ensembleColumns(unit: Unit, scores: readonly EnsembleScore[]) {
  const titles = scores.map((name) =>
    name === 'accuracy' ? 'accuracy (top-1)' : scoreTitle(name),
  );
  return numbers(unit, ...titles.map((title) => `${title} [95 %]`));
}

function nameOf({ variants }: CrossValidatedEnsemble): string {
  return variants.join(' + ');
}

function modelText({ models: [least, most] }: CrossValidatedEnsemble): string {
  return least === most ? String(least) : `${least} to ${most}`;
}
