import {
  marginText,
  measuredBatchSizes,
  percent,
  plural,
  type Measurement,
  type Report,
  type ReportAppendix,
  type ReportFigure,
  type ReportTable,
} from '@crossfold/contracts';
import { listTradeOffs, type ScoredTradeOff } from '../summary/list-trade-offs.js';
import { buildTable, measured, numbers, texts } from './table.js';

/** What each variant brings, beside what it costs where it is used; none of a single variant. */
export function tradeOffTables(
  report: Report,
  appendix: ReportAppendix | null,
  measurements: readonly Measurement[] = [],
): ReportTable[] {
  const options = listTradeOffs(report, appendix);
  const ofVariants = new Map(measurements.map((one) => [one.variant, one]));
  if (options.length < 2) return [];
  return [
    buildTable({
      id: 'trade-off',
      section: 'variants',
      title: 'Single models: scores beside what a model costs where it is used',
      columns: [
        ...texts('variant'),
        ...numbers('percent', 'balanced accuracy % [95 %]'),
        ...texts('parameters', 'multiply-adds', 'float32', 'float16', 'ms an image'),
        ...(ofVariants.size > 0 ? texts(...measuredColumns) : []),
        ...texts('Pareto'),
      ],
      rows: options.map(({ variant, score, interval, ...cost }) => [
        variant,
        measured(score, interval),
        `${(cost.parameters / 1e6).toFixed(2)} M`,
        `${(cost.multiplyAdds / 1e9).toFixed(3)} G at ${cost.imageSizePx} px`,
        megabytes(4 * cost.parameters),
        megabytes(2 * cost.parameters),
        cost.millisecondsPerImage?.toFixed(1) ?? null,
        ...(ofVariants.size > 0 ? measuredCells(ofVariants.get(variant)) : []),
        cost.isOnFront ? 'yes' : 'no',
      ]),
      notes: [
        ...smallestNote(options, report),
        'Multiply-adds of one image in inference, convolutions and dense layers, of all views that the variant is scored with. ms an image: median over the trials of the time that predicting their test images took in batches, reading included; it compares variants of one study, on the devices that the report names.',
        ...measuredNotes(measurements),
        'Pareto: no other variant has as high a score for as few multiply-adds.',
      ],
    }),
  ];
}

const measuredColumns = [
  ...measuredBatchSizes.map((size) => `batch ${size}: ms, median (95 %)`),
  'peak memory',
];

/** A variant that was not measured has none. */
function measuredCells(measurement: Measurement | undefined): (string | null)[] {
  const times = measuredBatchSizes.map((size) => {
    const found = measurement?.latency.find(({ batchSize }) => batchSize === size);
    return found ? `${found.medianMs.toFixed(1)} (${found.p95Ms.toFixed(1)})` : null;
  });
  return [...times, measurement ? megabytes(measurement.memory.peakBytes) : null];
}

function measuredNotes(measurements: readonly Measurement[]): string[] {
  if (measurements.length === 0) return [];
  const machines = measurements.map(({ environment: { device, host, tensorflow, threads } }) => {
    const split = threads === undefined ? 'a thread for each core' : plural(threads, 'thread');
    return `${device} of ${host}, ${split}, TensorFlow ${tensorflow}`;
  });
  const before = measurements.map(({ memory }) => memory.beforeBytes / 1e6);
  return [
    `Batches of ${measuredBatchSizes.join(' and ')} images, from pixels to probabilities, by one model of each variant in a process of its own, for two seconds each (crossfold study measure): median, and what 95 of 100 runs did not exceed. On ${[...new Set(machines)].join('; ')}. Peak memory is that of the process, ${Math.min(...before).toFixed(0)} MB of it before the model; what a GPU holds is not in it.`,
  ];
}

/** Scores over multiply-adds, and over the time of one image where that was measured. */
export function tradeOffFigures(
  report: Report,
  appendix: ReportAppendix | null,
  measurements: readonly Measurement[] = [],
): ReportFigure[] {
  const options = listTradeOffs(report, appendix);
  const times = new Map(
    measurements.map(({ variant, latency }) => [variant, latency[0]?.medianMs]),
  );
  const costs = new Set(options.map(({ multiplyAdds }) => multiplyAdds));
  return [
    ...(costs.size > 1 ? [overMultiplyAdds(options)] : []),
    ...overLatency(
      options.flatMap((option) => {
        const medianMs = times.get(option.variant);
        return medianMs === undefined ? [] : [{ ...option, medianMs }];
      }),
    ),
  ];
}
function overMultiplyAdds(options: readonly ScoredTradeOff[]): ReportFigure {
  return pareto(
    { id: 'trade-off', title: 'Balanced accuracy over multiply-adds', cost: 'multiply-adds' },
    'multiply-adds of one image (G)',
    options.map(({ variant, multiplyAdds, score }) => [variant, multiplyAdds / 1e9, score]),
  );
}

function overLatency(
  options: readonly (ScoredTradeOff & { readonly medianMs: number })[],
): ReportFigure[] {
  if (options.length < 2) return [];
  const points = options.map(({ variant, medianMs, score }) => [variant, medianMs, score] as const);
  const about = {
    id: 'trade-off-latency',
    title: 'Balanced accuracy over latency',
    cost: 'latency',
  };
  return [pareto(about, 'one image alone (ms, median)', points)];
}

type Point = readonly [variant: string, cost: number, score: number];

/** Those that no other has as high a score for as little, the least cost first. */
function frontOf(points: readonly Point[]): Point[] {
  return points
    .filter(
      ([, cost, score]) =>
        !points.some(
          ([, otherCost, other]) =>
            other >= score && otherCost <= cost && (other > score || otherCost < cost),
        ),
    )
    .toSorted(([, a], [, b]) => a - b);
}

function pareto(
  about: Pick<ReportFigure, 'id' | 'title'> & { readonly cost: string },
  costTitle: string,
  points: readonly Point[],
): ReportFigure {
  const front = frontOf(points);
  return {
    id: about.id,
    title: about.title,
    section: 'variants',
    variant: null,
    caption: `Single models, out of fold. ${front.length > 1 ? 'The line joins the variants' : `${front[0]?.[0] ?? ''} is the one`} that nothing beats in score and ${about.cost}.`,
    drawing: {
      form: 'lines',
      x: { title: costTitle },
      y: { title: 'balanced accuracy (%)' },
      reference: null,
      series: [
        ...points.map(([variant, cost, score]) => ({
          name: variant,
          points: [placeOf(cost, score)],
          band: [],
          sizes: [0.05],
        })),
        ...(front.length > 1
          ? [
              {
                name: 'Pareto front',
                points: front.map(([, cost, score]) => placeOf(cost, score)),
                band: [],
                sizes: null,
              },
            ]
          : []),
      ],
    },
  };
}

function placeOf(cost: number, score: number): [number, number] {
  return [cost, 100 * score];
}

/** Which variant to take where size matters: the smallest of those that are nearly the best. */
function smallestNote(options: readonly ScoredTradeOff[], report: Report): string[] {
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
