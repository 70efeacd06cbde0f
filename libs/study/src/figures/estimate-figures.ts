import {
  groupWords,
  marginText,
  nameBeside,
  percent,
  verdictOf,
  verdictTexts,
  type ReportFigure,
  type Report,
  type VariantReport,
} from '@crossfold/contracts';
import { cutText, possibleInterval, reachesBeyond } from '../summary/possible-interval.js';
import { arrowText, readableRange } from './readable-range.js';

/** Differences of the arms to the baseline, and the scores they are differences of. */
export function estimateFigures(report: Report): ReportFigure[] {
  return [...differenceFigure(report), ...scoreFigure(report)];
}

function differenceFigure(report: Report): ReportFigure[] {
  const rows = report.variants.flatMap((variant) => {
    const { comparison } = variant;
    if (!comparison || comparison.cells === 0) return [];
    const verdict = verdictOf(variant);
    const fixed = comparison.pooled?.intervals.balancedAccuracy ?? null;
    return [
      {
        name: nameBeside(variant),
        value: 100 * comparison.difference,
        interval: inPercent(possibleInterval(comparison.estimate?.family.interval)),
        second: inPercent(fixed),
        remark: verdict === null ? 'too few cells' : verdictTexts[verdict],
        isEmphasised: verdict === 'helps' || verdict === 'hurts',
      },
    ];
  });
  if (rows.length === 0) return [];
  const { many } = groupWords(report.dataset);
  const isCut = report.variants.some(({ comparison }) =>
    reachesBeyond(comparison?.estimate?.family.interval),
  );
  const reference = { value: 0, title: 'baseline' };
  const band: [number, number] = [-report.marginPoints, report.marginPoints];
  const range = readableRange({ rows, reference, band });
  const caption = [
    `Thick: the interval that the verdict is of, over splits and seeds. Thin: if the trained models were fixed, over other ${many}. Shaded: within ${marginText(report)}, no practical difference.`,
    ...(range ? [arrowText] : []),
    ...(isCut ? [cutText] : []),
  ].join(' ');
  return [
    {
      id: 'differences',
      section: 'answer',
      variant: null,
      title: 'Differences to the baseline in balanced accuracy',
      caption,
      drawing: {
        form: 'intervals',
        axis: { title: 'points of balanced accuracy', ...(range && { range }) },
        reference,
        band,
        rows,
      },
    },
  ];
}

function scoreFigure({ variants, trivial }: Report): ReportFigure[] {
  const rows = variants.flatMap((variant) => {
    const score = variant.pooled?.scores.balancedAccuracy;
    if (score === undefined) return [];
    return [
      {
        name: variant.name,
        value: 100 * score,
        interval: inPercent(variant.intervals?.balancedAccuracy),
        second: spreadOf(variant),
        remark: `${percent(score)} %`,
        isEmphasised: variant.role === 'baseline',
      },
    ];
  });
  if (rows.length === 0) return [];
  return [
    {
      id: 'scores',
      section: 'variants',
      variant: null,
      title: 'Balanced accuracy of single models, out of fold',
      caption:
        'Thick: 95 % interval of the pooled score over other images. Thin: from the mean less to the mean plus one standard deviation over the cells. Intervals of two variants may overlap although they differ: they share their images, and the figure of differences tells.',
      drawing: {
        form: 'intervals',
        axis: { title: 'balanced accuracy (%)' },
        reference: { value: 100 * trivial.balancedAccuracy, title: `always ${trivial.class}` },
        band: null,
        rows,
      },
    },
  ];
}

function spreadOf({ overCells }: VariantReport): [number, number] | null {
  const sd = overCells?.sd?.['balancedAccuracy'];
  if (!overCells || sd === undefined) return null;
  const { balancedAccuracy } = overCells.mean;
  return [100 * (balancedAccuracy - sd), 100 * (balancedAccuracy + sd)];
}

function inPercent(
  interval: readonly [number, number] | null | undefined,
): [number, number] | null {
  return interval ? [100 * interval[0], 100 * interval[1]] : null;
}
