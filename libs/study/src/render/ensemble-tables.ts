import {
  decimal,
  nameOfMembers,
  percent,
  resampledScores,
  scoreTitle,
  testTimeViewCounts,
  plural,
  type Calibration,
  type EnsembleResult,
  type LearntWeights,
  type Report,
  type ReportCell,
  type ReportTable,
  type SealedComparison,
  type UncertaintySummary,
} from '@crossfold/contracts';
import { membersAtBound, verdictText, worseScores } from '../summary/calibration-verdict.js';
import { restsOnFew } from './caveats.js';
import { perClassTable, type ClassPart } from './class-tables.js';
import { conformalTables } from './conformal-tables.js';
import { confusionTables } from './confusion-tables.js';
import { ensembleViewTables } from './ensemble-view-tables.js';
import { scoreCells, scoreColumns, shownIn } from './score-columns.js';
import { buildTable, measured, numbers, texts } from './table.js';

const section = 'ensemble';

/** What a report says of the ensemble on the sealed part. */
export function ensembleTables(ensemble: EnsembleResult, report: Report): ReportTable[] {
  const { evaluation, intervals, learnt, comparison, calibration, uncertainty } = ensemble;
  const part: ClassPart = {
    variant: null,
    section,
    idOf: (kind) => `ensemble-${kind}`,
    title: `ensemble: one prediction of ${modelCount(ensemble)} together, sealed part`,
    part: 'sealed',
    whole: { classes: 'the report as JSON', confusions: 'the report as JSON' },
  };
  return [
    scoreTable(ensemble, report),
    ...(comparison ? [comparisonTable(ensemble, comparison)] : []),
    ...ensembleViewTables(ensemble, report),
    rankingTable(ensemble, report),
    ...(calibration ? [calibrationTable(ensemble, calibration, report)] : []),
    perClassTable(evaluation, intervals, report, part),
    ...confusionTables(evaluation, part),
    ...(learnt ? [weightTable(learnt)] : []),
    ...(uncertainty ? [uncertaintyTable(uncertainty)] : []),
    ...conformalTables(ensemble),
  ];
}

function scoreTable(ensemble: EnsembleResult, report: Report): ReportTable {
  const { evaluation, members, missing, combination, testTimeAugmentation, intervals } = ensemble;
  const scores = shownIn(report, 'main');
  const views = testTimeViewCounts[testTimeAugmentation];
  const name = [
    nameOfMembers(members),
    ...(combination === 'mean' ? [] : [combination]),
    plural(views, 'view'),
  ].join(', ');
  return buildTable({
    id: 'ensemble',
    isMain: true,
    section,
    title: `Ensemble on the sealed part: one prediction of ${modelCount(ensemble)} together, ${evaluation.images} images (%)`,
    columns: [...texts('ensemble'), ...scoreColumns(scores, report, { hasIntervals: true })],
    rows: [[name, ...scoreCells(scores, evaluation.scores, intervals)]],
    notes: [
      'The members predict together, and were scored once. The tables of variants score single models.',
      ...(missing.length > 0 ? [`Without ${missing.join(', ')}, which gave no model.`] : []),
    ],
  });
}

function rankingTable(ensemble: EnsembleResult, report: Report): ReportTable {
  const scores = shownIn(report, 'ranking');
  return buildTable({
    id: 'ensemble-ranking',
    section,
    title: `Ranking, agreement and calibration of the ensemble: one prediction of ${modelCount(ensemble)} together`,
    columns: [...texts('ensemble'), ...scoreColumns(scores, report, { saysUnit: true })],
    rows: [[nameOfMembers(ensemble.members), ...scoreCells(scores, ensemble.evaluation.scores)]],
  });
}

function comparisonTable(
  { evaluation, members }: EnsembleResult,
  { baseline, models, scores, intervals }: SealedComparison,
): ReportTable {
  return buildTable({
    id: 'ensemble-comparison',
    isMain: true,
    section,
    title: `Ensemble against the baseline on the same sealed images: ${members.length} models together, and ${models.length} of ${baseline} each alone (mean of their scores)`,
    columns: [
      ...texts('score'),
      ...numbers('percent', 'ensemble %', `${baseline}, single models %`),
      ...numbers('points', 'Δ in points [95 %]'),
    ],
    rows: resampledScores.map((name): ReportCell[] => [
      scoreTitle(name),
      ...[evaluation.scores[name], scores[name]],
      measured(evaluation.scores[name] - scores[name], intervals[name]),
    ]),
  });
}

function calibrationTable(
  { members }: EnsembleResult,
  calibration: Calibration,
  report: Report,
): ReportTable {
  const { ece, nll } = calibration;
  const failed = membersAtBound(report).length;
  const reasons = [
    ...(failed > 0 ? [`fit failed in ${failed} of ${members.length} members`] : []),
    ...worseScores(calibration).map((score) => `${score} is worse`),
  ];
  const isOnFew = report.variants.some(
    (variant) =>
      members.some((trialId) => trialId.startsWith(`${variant.name}.`)) &&
      variant.calibration !== null &&
      restsOnFew(variant.calibration, report),
  );
  return buildTable({
    id: 'ensemble-calibration',
    section,
    title: 'Ensemble with each member scaled by its own temperature, sealed part',
    columns: [
      ...texts('ensemble'),
      ...numbers('percent', 'ECE % before', 'after'),
      ...numbers('decimal', 'NLL before', 'after'),
      ...texts('calibrated'),
    ],
    rows: [
      [
        ...[nameOfMembers(members), ece.before, ece.after, nll.before, nll.after],
        verdictText(reasons, isOnFew),
      ],
    ],
  });
}

function modelCount({ members }: EnsembleResult): string {
  return plural(members.length, 'model');
}

function weightTable({ weights, images, cells, nll }: LearntWeights): ReportTable {
  return buildTable({
    id: 'ensemble-weights',
    section,
    title: `Weights of the ensemble, learnt on ${images} inner predictions of ${cells} cells: NLL ${decimal(nll.equal)} with equal weights, ${decimal(nll.learnt)} with these`,
    columns: [...texts('variant'), ...numbers('decimal', 'weight')],
    rows: Object.entries(weights),
  });
}

function uncertaintyTable({ right, wrong, errorRocArea }: UncertaintySummary): ReportTable {
  return buildTable({
    id: 'ensemble-uncertainty',
    section,
    title: 'Uncertainty of the ensemble (nats; means over images)',
    columns: [
      ...texts('answers'),
      ...numbers('count', 'images'),
      ...numbers('decimal', 'entropy', 'mutual information'),
    ],
    rows: [
      ...Object.entries({ right, wrong }).map(([name, group]): ReportCell[] => [
        ...[name, group?.images ?? 0, group?.entropy ?? null, group?.mutualInformation ?? null],
      ]),
      [
        ...['AUC of wrong against right (%)', ''],
        ...[percent(errorRocArea?.entropy), percent(errorRocArea?.mutualInformation)],
      ],
    ],
  });
}
