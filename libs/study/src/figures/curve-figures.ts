import {
  plural,
  type Curve,
  type LinesDrawing,
  type ReportAppendix,
  type ReportFigure,
  type VariantCurves,
} from '@crossfold/contracts';

type Series = LinesDrawing['series'][number];

/** More lines cannot be told apart. */
const maxLines = 8;

const bandText = 'Band: one standard deviation over the cells to either side.';

/** ROC, precision–recall and risk–coverage curves: of the variants, and of the baseline's classes. */
export function curveFigures(
  { grid, variants }: ReportAppendix['curves'],
  baseline: string,
): ReportFigure[] {
  const shown = firstOf(variants, baseline);
  const rest = variants.length - shown.length;
  const more = plural(rest, 'more variant is', 'more variants are');
  const which = rest > 0 ? ` ${more} in table "curves" of the data tables.` : '';
  const own = variants.find(({ variant }) => variant === baseline);
  const ofVariants = (pick: (one: VariantCurves) => Curve | undefined): Series[] =>
    shown.flatMap((one) => {
      const curve = pick(one);
      // A band for each would hide the others.
      return curve ? [seriesOf(one.variant, curve, grid, one.variant === baseline)] : [];
    });
  const ofClasses = (curves: VariantCurves['roc'] = []): Series[] =>
    curves.flatMap((curve) =>
      curve.class === null ? [] : [seriesOf(curve.class, curve, grid, true)],
    );
  const meanOf = (curves: VariantCurves['roc']) => curves.find((curve) => curve.class === null);
  return [
    ...figure('roc', 'ROC curves, mean over the classes against the rest', {
      ...rocAxes,
      series: ofVariants(({ roc }) => meanOf(roc)),
      caption: `Of single models, averaged over the cells. ${bandText}${which}`,
    }),
    ...figure('precision-recall', 'Precision and recall, mean over the classes against the rest', {
      ...precisionAxes,
      series: ofVariants(({ precisionRecall }) => meanOf(precisionRecall)),
      caption: `Of single models, averaged over the cells. ${bandText}${which}`,
    }),
    ...figure('risk-coverage', 'Errors among the most confident images', {
      x: { title: 'coverage: images answered (%)', range: [0, 100] },
      y: { title: 'wrong answers among them (%)' },
      reference: null,
      series: ofVariants(({ riskCoverage }) => riskCoverage),
      caption: `If a model may refuse the images that it is least sure of. ${bandText}${which}`,
    }),
    ...figure('roc-classes', `ROC curve of each class, ${baseline}`, {
      ...rocAxes,
      series: ofClasses(own?.roc),
      caption: `Each class against the rest, single models, averaged over the cells. ${bandText}`,
    }),
    ...figure('precision-recall-classes', `Precision and recall of each class, ${baseline}`, {
      ...precisionAxes,
      series: ofClasses(own?.precisionRecall),
      caption: `Each class against the rest, single models, averaged over the cells. ${bandText}`,
    }),
  ];
}

const rocAxes = {
  x: { title: 'false positive rate (%)', range: [0, 100] },
  y: { title: 'true positive rate (%)', range: [0, 100] },
  reference: {
    title: 'by lot',
    ends: [
      [0, 0],
      [100, 100],
    ],
  },
} satisfies Partial<LinesDrawing>;

const precisionAxes = {
  x: { title: 'recall (%)', range: [0, 100] },
  y: { title: 'precision (%)', range: [0, 100] },
  reference: null,
} satisfies Partial<LinesDrawing>;

function figure(
  id: string,
  title: string,
  { caption, ...lines }: Omit<LinesDrawing, 'form'> & { readonly caption: string },
): ReportFigure[] {
  if (lines.series.length === 0) return [];
  return [
    {
      id,
      section: 'variants',
      variant: null,
      title,
      caption,
      drawing: { form: 'lines', ...lines },
    },
  ];
}

/** The baseline and the first others. */
function firstOf(variants: readonly VariantCurves[], baseline: string): VariantCurves[] {
  const own = variants.filter(({ variant }) => variant === baseline);
  const others = variants.filter(({ variant }) => variant !== baseline);
  return [...own, ...others].slice(0, maxLines);
}

function seriesOf(
  name: string,
  { mean, sd }: Curve,
  grid: readonly number[],
  hasBand: boolean,
): Series {
  const points = mean.map((y, i): [number, number] => [100 * (grid[i] ?? 0), 100 * y]);
  const band =
    hasBand && sd
      ? points.map(([x, y], i): [number, number, number] => {
          const spread = 100 * (sd[i] ?? 0);
          return [x, Math.max(0, y - spread), Math.min(100, y + spread)];
        })
      : [];
  return { name, points, band, sizes: null };
}
