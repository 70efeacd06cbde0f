import {
  marginText,
  percent,
  type Report,
  type ReportAppendix,
  type ReportFigure,
  type ReportTable,
  type TradeOff,
} from '@crossfold/contracts';
import { buildTable, measured, numbers, texts } from './table.js';

interface Option extends TradeOff {
  /** Balanced accuracy, out of fold, pooled. */
  readonly score: number;
  readonly interval: readonly [number, number] | null;
  /** No other variant scores as high for fewer multiply-adds. */
  readonly isOnFront: boolean;
}

/** What each variant brings, beside what it costs where it is used; none of a single variant. */
export function tradeOffTables(report: Report, appendix: ReportAppendix | null): ReportTable[] {
  const options = listOptions(report, appendix);
  if (options.length < 2) return [];
  return [
    buildTable({
      id: 'trade-off',
      section: 'variants',
      title: 'Single models: scores beside what a model costs where it is used',
      columns: [
        ...texts('variant'),
        ...numbers('percent', 'balanced accuracy % [95 %]'),
        ...texts('parameters', 'multiply-adds', 'float32', 'float16', 'ms an image', 'Pareto'),
      ],
      rows: options.map(({ variant, score, interval, ...cost }) => [
        variant,
        measured(score, interval),
        `${(cost.parameters / 1e6).toFixed(2)} M`,
        `${(cost.multiplyAdds / 1e9).toFixed(3)} G at ${cost.imageSizePx} px`,
        megabytes(4 * cost.parameters),
        megabytes(2 * cost.parameters),
        cost.millisecondsPerImage?.toFixed(1) ?? null,
        cost.isOnFront ? 'yes' : 'no',
      ]),
      notes: [
        ...smallestNote(options, report),
        'Multiply-adds of one image in inference, convolutions and dense layers. ms an image: median over the trials of the time that predicting their test images took in batches, reading included; it compares variants of one study, on the devices that the report names.',
        'Pareto: no other variant has as high a score for as few multiply-adds.',
      ],
    }),
  ];
}

/** Scores over multiply-adds. */
export function tradeOffFigures(report: Report, appendix: ReportAppendix | null): ReportFigure[] {
  const options = listOptions(report, appendix);
  const costs = new Set(options.map(({ multiplyAdds }) => multiplyAdds));
  if (costs.size < 2) return [];
  return [
    {
      id: 'trade-off',
      section: 'variants',
      variant: null,
      title: 'Balanced accuracy over multiply-adds',
      caption:
        'Single models, out of fold. Variants that nothing beats on both axes are in the table.',
      drawing: {
        form: 'lines',
        x: { title: 'multiply-adds of one image (G)' },
        y: { title: 'balanced accuracy (%)' },
        reference: null,
        series: options.map(({ variant, multiplyAdds, score }) => ({
          name: variant,
          points: [[multiplyAdds / 1e9, 100 * score]],
          band: [],
          sizes: [0.05],
        })),
      },
    },
  ];
}

function listOptions({ variants }: Report, appendix: ReportAppendix | null): Option[] {
  const scored = (appendix?.tradeOffs ?? []).flatMap((cost) => {
    const variant = variants.find(({ name }) => name === cost.variant);
    const score = variant?.pooled?.scores.balancedAccuracy;
    if (score === undefined || variant?.isNull) return [];
    return [{ ...cost, score, interval: variant?.intervals?.balancedAccuracy ?? null }];
  });
  return scored.map((option) => ({
    ...option,
    isOnFront: !scored.some(
      (other) =>
        other.score >= option.score &&
        other.multiplyAdds <= option.multiplyAdds &&
        (other.score > option.score || other.multiplyAdds < option.multiplyAdds),
    ),
  }));
}

/** Which variant to take where size matters: the smallest of those that are nearly the best. */
function smallestNote(options: readonly Option[], report: Report): string[] {
  const best = Math.max(...options.map(({ score }) => score));
  const near = options.filter(({ score }) => score >= best - report.marginPoints / 100);
  const smallest = near.toSorted((a, b) => a.parameters - b.parameters)[0];
  if (!smallest) return [];
  return [
    `Smallest within ${marginText(report).replace('±', '')} of the best (${percent(best)} %): ${smallest.variant}.`,
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
