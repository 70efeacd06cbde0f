import {
  groupWords,
  type LearningCurve,
  type LinesDrawing,
  type Report,
  type ReportAppendix,
  type ReportFigure,
  type ReportTable,
  type VariantReport,
} from '@crossfold/contracts';
import { buildTable, measured, numbers, spread, texts } from './table.js';

type Interval = readonly [low: number, high: number];

interface Point {
  readonly place: LearningCurve['points'][number];
  readonly variant: VariantReport;
  /** Balanced accuracy, out of fold, pooled. */
  readonly score: number;
  readonly interval: Interval | null;
}

/** How scores grow with what is trained on; none where no variants differ by the share alone. */
export function learningCurveTables(
  report: Report,
  appendix: ReportAppendix | null,
): ReportTable[] {
  const curves = listCurves(report, appendix);
  if (curves.length === 0) return [];
  return [
    buildTable({
      id: 'learning-curve',
      section: 'answer',
      title: 'Learning curve: single models by the share of the training part, out of fold (%)',
      columns: [
        ...texts('variant'),
        ...numbers('percent', 'share'),
        ...texts('images', groupWords(report.dataset).many),
        ...numbers('percent', 'balanced accuracy [95 %]', 'F1 [95 %]', 'balanced over cells ± sd'),
        ...numbers('points', 'points more than the share before'),
      ],
      rows: curves.flatMap((points) =>
        points.map(({ place, variant, score, interval }, i) => [
          place.variant,
          place.share,
          Math.round(place.images).toString(),
          place.groups === null ? null : Math.round(place.groups).toString(),
          measured(score, interval),
          measured(variant.pooled?.scores.macroF1, variant.intervals?.macroF1),
          spread(variant.overCells?.mean.balancedAccuracy, variant.overCells?.sd?.balancedAccuracy),
          i === 0 ? null : score - (points[i - 1]?.score ?? score),
        ]),
      ),
      notes: [
        'Images and groups: mean over the trials. Smaller shares lie within larger ones of the same fold and seed; inner validation, which picks the epoch and the temperature, is the same for all and is not counted.',
        'Every share is trained for as many epochs, so that a smaller one takes fewer steps. The intervals are over test groups, for the trained models; the differences between shares with their p stand in the table of differences.',
      ],
    }),
  ];
}

/** Score over images that were trained on, with its interval. */
export function learningCurveFigures(
  report: Report,
  appendix: ReportAppendix | null,
): ReportFigure[] {
  const curves = listCurves(report, appendix);
  if (curves.length === 0) return [];
  return [
    {
      id: 'learning-curve',
      section: 'answer',
      variant: null,
      title: 'Balanced accuracy over the share of the training part',
      caption: 'Single models, out of fold, pooled. Band: 95 % intervals over test groups.',
      drawing: {
        form: 'lines',
        x: { title: 'share of the training part (%)', range: [0, 100] },
        y: { title: 'balanced accuracy (%)' },
        reference: null,
        series: curves.map(seriesOf),
      },
    },
  ];
}

function seriesOf(points: readonly Point[]): LinesDrawing['series'][number] {
  return {
    name: points.at(-1)?.place.variant ?? '',
    points: points.map(({ place, score }) => [100 * place.share, 100 * score]),
    band: points.every(({ interval }) => interval)
      ? points.map(({ place, interval }): [number, number, number] => {
          const [low = 0, high = 0] = interval ?? [];
          return [100 * place.share, 100 * low, 100 * high];
        })
      : [],
    sizes: null,
  };
}

function listCurves({ variants }: Report, appendix: ReportAppendix | null): Point[][] {
  return (appendix?.learningCurves ?? [])
    .map(({ points }) =>
      points.flatMap((place): Point[] => {
        const variant = variants.find(({ name }) => name === place.variant);
        const score = variant?.pooled?.scores.balancedAccuracy;
        if (!variant || score === undefined) return [];
        return [{ place, variant, score, interval: variant.intervals?.balancedAccuracy ?? null }];
      }),
    )
    .filter((points) => points.length > 1);
}
