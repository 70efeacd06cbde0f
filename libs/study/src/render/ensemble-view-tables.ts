import {
  scoreTitle,
  shownEnsembleScores,
  type EnsembleResult,
  type PredictedBy,
  type Report,
  type ReportCell,
  type ReportTable,
  type ScoreGain,
  type ViewRow,
} from '@crossfold/contracts';
import { countClasses } from './score-columns.js';
import { buildTable, measured, numbers, texts } from './table.js';
import { viewText } from './view-text.js';

const section = 'ensemble';

const predictors = {
  single: 'single members',
  oneSeed: 'ensembles of one seed',
  allSeeds: 'ensemble of all members',
} as const satisfies Record<PredictedBy, string>;

/** The ensemble from all sides: does it help to have more models, and more views of an image? */
export function ensembleViewTables(ensemble: EnsembleResult, report: Report): ReportTable[] {
  const rows = ensemble.scoredViews?.rows ?? [];
  if (rows.length === 0) return [];
  const scores = shownEnsembleScores(countClasses(report));
  const titles = scores.map((name) =>
    name === 'accuracy' ? 'accuracy (top-1)' : scoreTitle(name),
  );
  const place = [...texts('predictions of', 'views'), ...numbers('count', 'scored')];
  const gains = gainRows(rows);
  return [
    buildTable({
      id: 'ensemble-views',
      isMain: true,
      section,
      title:
        'Sealed part by single members, ensembles of one seed and the whole ensemble, with and without test-time augmentation: mean ± sd over what is scored (%)',
      columns: [...place, ...numbers('percent', ...titles.map((title) => `${title} [95 %]`))],
      rows: rows.map((row): ReportCell[] => [
        ...placeOf(row),
        ...scores.map((name): ReportCell => ({
          value: row.scores[name],
          interval: row.intervals[name],
          ...(row.sd && { sd: row.sd[name] }),
        })),
      ]),
      notes: [describeChoice(ensemble)],
    }),
    buildTable({
      id: 'ensemble-view-gains',
      section,
      title: 'What more views and more models bring on the sealed part (points)',
      columns: [
        ...texts('predictions of', 'views', 'against'),
        ...numbers('points', ...titles.map((title) => `${title} [95 %]`)),
      ],
      rows: gains.map(({ row, against, gain }): ReportCell[] => [
        ...[predictors[row.by], viewText(row.views), against],
        ...scores.map((name) => measured(gain.scores[name], gain.intervals[name])),
      ]),
      notes: [
        'Paired: both sides are scored on the same resampled groups. Intervals are of these models on other images, one by one, without adjustment for their number.',
      ],
    }),
  ].filter((table) => table.rows.length > 0);
}

function describeChoice({ testTimeAugmentation, combination }: EnsembleResult): string {
  return `The ensemble that counts was chosen beforehand: all members, ${combination}, ${viewText(testTimeAugmentation)}. The other rows come from the same opening of the sealed part and are descriptive: the best of them was not chosen by anything that would hold on other images.`;
}

function placeOf({ by, views, models }: ViewRow): ReportCell[] {
  return [predictors[by], viewText(views), models];
}

interface GainRow {
  readonly row: ViewRow;
  readonly against: string;
  readonly gain: ScoreGain;
}

function gainRows(rows: readonly ViewRow[]): GainRow[] {
  return rows.flatMap((row): GainRow[] => [
    ...(row.overPlain ? [{ row, against: 'the image alone', gain: row.overPlain }] : []),
    ...(row.overSingle
      ? [{ row, against: 'single members, same views', gain: row.overSingle }]
      : []),
    ...(row.overOneSeed
      ? [{ row, against: 'ensembles of one seed, same views', gain: row.overOneSeed }]
      : []),
  ]);
}
