import {
  nameOfMembers,
  testTimeViewCounts,
  type Calibration,
  type EnsembleResult,
  type LearntWeights,
  type Report,
  type SealedComparison,
  type UncertaintySummary,
} from '@crossfold/contracts';
import { membersAtBound, verdictText, worseScores } from '../summary/calibration-verdict.js';
import { restsOnFew } from './caveats.js';
import { perClassTable } from './class-table.js';
import { decimal, percent, signed, withInterval, type Table } from './table.js';

/** What a report says of the ensemble on the sealed test part. */
export function ensembleTables(ensemble: EnsembleResult, report: Report): Table[] {
  const { evaluation, intervals, learnt, comparison, calibration, uncertainty } = ensemble;
  const caption = `Per class, ensemble: one prediction of ${modelCount(ensemble)} together, sealed test part (%)`;
  return [
    scoreTable(ensemble),
    ...(comparison ? [comparisonTable(ensemble, comparison)] : []),
    ...(calibration ? [calibrationTable(ensemble, calibration, report)] : []),
    perClassTable(caption, evaluation, intervals, report, 'sealed'),
    ...(learnt ? [weightTable(learnt)] : []),
    ...(uncertainty ? [uncertaintyTable(uncertainty)] : []),
  ];
}

const scoreNames = [
  ...(['macroPrecision', 'top2', 'top3', 'ece'] as const),
  ...(['positiveRocAuc', 'positiveSensitivity'] as const),
];

function scoreTable(ensemble: EnsembleResult): Table {
  const { evaluation, members, combination, testTimeAugmentation, intervals } = ensemble;
  const { scores } = evaluation;
  const views = testTimeViewCounts[testTimeAugmentation];
  const name = [
    nameOfMembers(members),
    ...(combination === 'mean' ? [] : [combination]),
    `${views} ${views === 1 ? 'view' : 'views'}`,
  ].join(', ');
  return {
    isMain: true,
    caption: `Ensemble on the sealed test part: one prediction of ${modelCount(ensemble)} together, ${evaluation.images} images (%)`,
    columns: [
      ...['ensemble', 'balanced accuracy [95 %]', 'F1 [95 %]', 'accuracy [95 %]', 'AUC [95 %]'],
      ...['precision', 'top-2', 'top-3', 'ECE', 'malignant AUC', 'malignant sensitivity'],
    ],
    rows: [
      [
        name,
        withInterval(percent, scores.balancedAccuracy, intervals?.balancedAccuracy),
        withInterval(percent, scores.macroF1, intervals?.macroF1),
        withInterval(percent, scores.accuracy, intervals?.accuracy),
        withInterval(percent, scores.macroRocAuc, intervals?.macroRocAuc),
        ...scoreNames.map((score) => percent(scores[score])),
      ],
    ],
  };
}

const comparedScores = [
  ['balancedAccuracy', 'balanced accuracy'],
  ['macroF1', 'F1'],
  ['accuracy', 'accuracy'],
  ['macroRocAuc', 'AUC'],
] as const;

function comparisonTable(
  { evaluation, members }: EnsembleResult,
  { baseline, models, scores, intervals }: SealedComparison,
): Table {
  return {
    isMain: true,
    caption: `Ensemble against the baseline on the same sealed images: ${members.length} models together, and ${models.length} of ${baseline} each alone (mean of their scores)`,
    columns: ['score', 'ensemble %', `${baseline}, single models %`, 'Δ in points [95 %]'],
    rows: comparedScores.map(([name, title]) => [
      title,
      ...[evaluation.scores[name], scores[name]].map(percent),
      withInterval(signed, evaluation.scores[name] - scores[name], intervals[name]),
    ]),
  };
}

function calibrationTable(
  { members }: EnsembleResult,
  calibration: Calibration,
  report: Report,
): Table {
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
  return {
    caption: 'Ensemble with each member scaled by its own temperature, sealed test part',
    columns: ['ensemble', 'ECE % before', 'after', 'NLL before', 'after', 'calibrated'],
    rows: [
      [
        nameOfMembers(members),
        ...[ece.before, ece.after].map(percent),
        ...[nll.before, nll.after].map(decimal),
        verdictText(reasons, isOnFew),
      ],
    ],
  };
}

function modelCount({ members }: EnsembleResult): string {
  return `${members.length} ${members.length === 1 ? 'model' : 'models'}`;
}

function weightTable({ weights, images, cells, nll }: LearntWeights): Table {
  const rows = Object.entries(weights).map(([name, weight]) => [name, decimal(weight)]);
  return {
    caption: `Weights of the ensemble, learnt on ${images} inner predictions of ${cells} cells: NLL ${decimal(nll.equal)} with equal weights, ${decimal(nll.learnt)} with these`,
    columns: ['variant', 'weight'],
    rows,
  };
}

function uncertaintyTable({ right, wrong, errorRocArea }: UncertaintySummary): Table {
  const groups = { right, wrong };
  return {
    caption: 'Uncertainty of the ensemble (nats; means over images)',
    columns: ['answers', 'images', 'entropy', 'mutual information'],
    rows: [
      ...Object.entries(groups).map(([name, group]) => [
        name,
        String(group?.images ?? 0),
        decimal(group?.entropy),
        decimal(group?.mutualInformation),
      ]),
      [
        'AUC of wrong against right (%)',
        '',
        percent(errorRocArea?.entropy),
        percent(errorRocArea?.mutualInformation),
      ],
    ],
  };
}
