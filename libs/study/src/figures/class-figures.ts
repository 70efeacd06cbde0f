import {
  percent,
  type Evaluation,
  type MatrixDrawing,
  type ReportFigure,
  type ReportSection,
  type ScoreIntervals,
  type VariantCurves,
} from '@crossfold/contracts';

/** A matrix of more classes cannot be read. */
const maxDrawnClasses = 20;

/** What the figures of a set of predictions are named by. */
export interface FigurePart {
  readonly section: ReportSection;
  readonly variant: string | null;
  readonly idOf: (kind: string) => string;
  readonly title: string;
}

/** Recall of each class, and which class was taken for which. */
export function classFigures(
  { perClass, confusionMatrix }: Evaluation,
  intervals: ScoreIntervals | null,
  part: FigurePart,
): ReportFigure[] {
  if (perClass.length > maxDrawnClasses) return [];
  return [
    ...recallFigure(perClass, intervals, part),
    matrixFigure(perClass, confusionMatrix, part),
  ];
}

function recallFigure(
  perClass: Evaluation['perClass'],
  intervals: ScoreIntervals | null,
  { section, variant, idOf, title }: FigurePart,
): ReportFigure[] {
  const rows = perClass.flatMap(({ name, support, recall }, c) => {
    if (support === 0) return [];
    const interval = intervals?.recalls?.[c];
    return [
      {
        name,
        value: 100 * recall,
        interval: interval ? scaled(interval) : null,
        second: null,
        remark: `${percent(recall)} % of ${support}`,
        isEmphasised: false,
      },
    ];
  });
  if (rows.length === 0) return [];
  return [
    {
      id: idOf('recalls'),
      section,
      variant,
      title: `Recall of each class, ${title}`,
      caption: 'With 95 % intervals over other images. The line: answers drawn by lot.',
      drawing: {
        form: 'intervals',
        axis: { title: 'recall (%)', range: [0, 100] },
        reference: { value: 100 / perClass.length, title: 'by lot' },
        band: null,
        rows,
      },
    },
  ];
}

function scaled([low, high]: readonly [number, number]): [number, number] {
  return [100 * low, 100 * high];
}

function matrixFigure(
  perClass: Evaluation['perClass'],
  counts: MatrixDrawing['counts'],
  { section, variant, idOf, title }: FigurePart,
): ReportFigure {
  return {
    id: idOf('matrix'),
    section,
    variant,
    title: `Confusion matrix, ${title}`,
    caption: 'Images of each true class by answer; the darker, the larger the share of the row.',
    drawing: {
      form: 'matrix',
      rowTitle: 'true class',
      columnTitle: 'answer',
      names: perClass.map(({ name }) => name),
      counts,
    },
  };
}

interface ReliabilityPart {
  readonly name: string;
  readonly evaluation: Evaluation;
  /** The same bins of each cell alone. */
  readonly overCells?: VariantCurves['reliability'];
}

/** Confidence against accuracy (Guo et al. 2017). */
export function reliabilityFigure(
  parts: readonly ReliabilityPart[],
  { section, variant, idOf, title }: FigurePart,
): ReportFigure[] {
  const series = parts.flatMap(({ name, evaluation: { images, reliability }, overCells = [] }) => {
    const bins = reliability.flatMap(({ images: size, confidence, accuracy }) =>
      confidence === null || accuracy === null ? [] : [{ size, confidence, accuracy }],
    );
    if (bins.length === 0) return [];
    return [
      {
        name,
        points: bins.map(({ confidence, accuracy }): [number, number] => [
          100 * confidence,
          100 * accuracy,
        ]),
        band: bandOf(reliability, overCells),
        sizes: bins.map(({ size }) => size / images),
      },
    ];
  });
  if (series.length === 0) return [];
  return [
    {
      id: idOf('reliability'),
      section,
      variant,
      title: `Reliability, ${title}`,
      caption: [
        'On the diagonal, a model is right as often as it says; below it, less often. A larger mark has more images.',
        ...(series.some(({ band }) => band.length > 0)
          ? ['Band: mean over the cells and one standard deviation to either side.']
          : []),
      ].join(' '),
      drawing: {
        form: 'lines',
        x: { title: 'confidence (%)', range: [0, 100] },
        y: { title: 'accuracy (%)', range: [0, 100] },
        reference: {
          title: 'as often right as it says',
          ends: [
            [0, 0],
            [100, 100],
          ],
        },
        series,
      },
    },
  ];
}

/** Within what is possible, at the confidence of the marks; none of a single bin. */
function bandOf(
  bins: Evaluation['reliability'],
  overCells: NonNullable<ReliabilityPart['overCells']>,
): [number, number, number][] {
  const band = bins.flatMap(({ confidence }, bin): [number, number, number][] => {
    const { accuracy = null, sd = null } = overCells[bin] ?? {};
    if (confidence === null || accuracy === null || sd === null) return [];
    const [low, high] = [Math.max(0, accuracy - sd), Math.min(1, accuracy + sd)];
    return [[100 * confidence, 100 * low, 100 * high]];
  });
  return band.length > 1 ? band : [];
}
