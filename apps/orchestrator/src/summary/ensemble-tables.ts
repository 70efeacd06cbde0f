import {
  testTimeViewCounts,
  type EnsembleResult,
  type LearntWeights,
  type UncertaintySummary,
} from '@crossfold/contracts';
import { classColumns, classRow, decimal, percent, withInterval, type Table } from './table.js';

/** What a report says of the ensemble on the sealed test part. */
export function ensembleTables(ensemble: EnsembleResult): Table[] {
  const { evaluation, learnt, uncertainty } = ensemble;
  return [
    scoreTable(ensemble),
    {
      caption: 'Per class, ensemble (%)',
      columns: classColumns,
      rows: evaluation.perClass.map(classRow),
    },
    ...(learnt ? [weightTable(learnt)] : []),
    ...(uncertainty ? [uncertaintyTable(uncertainty)] : []),
  ];
}

const scoreNames = [
  ...(['accuracy', 'macroPrecision', 'top2', 'top3', 'ece'] as const),
  ...(['macroRocAuc', 'malignantRocAuc', 'malignantSensitivity'] as const),
];

function scoreTable(ensemble: EnsembleResult): Table {
  const { evaluation, variant, partners, members, combination, testTimeAugmentation } = ensemble;
  const { scores } = evaluation;
  const { intervals } = ensemble;
  const views = testTimeViewCounts[testTimeAugmentation];
  const name = [
    `${[variant, ...partners].join(' + ')} × ${members.length}`,
    ...(combination === 'mean' ? [] : [combination]),
    `${views} ${views === 1 ? 'view' : 'views'}`,
  ].join(', ');
  return {
    caption: `Ensemble on the sealed test part, ${evaluation.images} images (%)`,
    columns: [
      ...['ensemble', 'balanced accuracy [95 %]', 'F1 [95 %]', 'accuracy', 'precision'],
      ...['top-2', 'top-3', 'ECE'],
      ...['AUC', 'malignant AUC', 'malignant sensitivity', 'ECE, members calibrated'],
    ],
    rows: [
      [
        name,
        withInterval(percent, scores.balancedAccuracy, intervals?.balancedAccuracy),
        withInterval(percent, scores.macroF1, intervals?.macroF1),
        ...scoreNames.map((score) => percent(scores[score])),
        percent(ensemble.calibration?.ece.after),
      ],
    ],
  };
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
