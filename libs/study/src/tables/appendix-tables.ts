import {
  measuredBatchSizes,
  type Curve,
  type Measurement,
  type Report,
  type ReportAppendix,
} from '@crossfold/contracts';
import { listTradeOffs } from '../summary/list-trade-offs.js';
import { tableOfRows, type DataTable, type NamedValue } from './data-table.js';
import { boundColumns } from './score-columns.js';

/** All variants, also one that has no score or was not measured. */
export function tradeOffTable(
  report: Pick<Report, 'studyId' | 'variants'>,
  appendix: ReportAppendix | null,
  measurements: readonly Measurement[],
): DataTable {
  const scored = listTradeOffs(report, appendix);
  const rows = (appendix?.tradeOffs ?? []).map((cost): NamedValue[] => {
    const own = scored.find(({ variant }) => variant === cost.variant);
    const measurement = measurements.find(({ variant }) => variant === cost.variant);
    return [
      ['study', report.studyId],
      ['variant', cost.variant],
      ['balanced_accuracy', own?.score ?? null],
      ...boundColumns('balanced_accuracy', own?.interval),
      ['image_size_px', cost.imageSizePx],
      ['parameters', cost.parameters],
      ['multiply_adds', cost.multiplyAdds],
      ['float32_bytes', 4 * cost.parameters],
      ['float16_bytes', 2 * cost.parameters],
      ['milliseconds_per_image', cost.millisecondsPerImage],
      ['is_on_front', own?.isOnFront ?? null],
      ...measuredBatchSizes.flatMap((size): NamedValue[] => {
        const latency = measurement?.latency.find(({ batchSize }) => batchSize === size);
        return [
          [`batch_${size}_median_ms`, latency?.medianMs ?? null],
          [`batch_${size}_p95_ms`, latency?.p95Ms ?? null],
        ];
      }),
      ['memory_before_bytes', measurement?.memory.beforeBytes ?? null],
      ['memory_peak_bytes', measurement?.memory.peakBytes ?? null],
      ['device', measurement?.environment.device ?? null],
      ['threads', measurement?.environment.threads ?? null],
    ];
  });
  return { ...tableOfRows(rows), columns: tradeOffColumns };
}

/** Also of a study without an appendix. */
const tradeOffColumns = [
  ...['study', 'variant', 'balanced_accuracy', 'balanced_accuracy_low', 'balanced_accuracy_high'],
  ...['image_size_px', 'parameters', 'multiply_adds', 'float32_bytes', 'float16_bytes'],
  ...['milliseconds_per_image', 'is_on_front'],
  ...measuredBatchSizes.flatMap((size) => [`batch_${size}_median_ms`, `batch_${size}_p95_ms`]),
  ...['memory_before_bytes', 'memory_peak_bytes', 'device', 'threads'],
];

/** A place of a curve: where, and its mean and deviation there over so many cells. */
interface Place {
  readonly cells: number;
  readonly at: number | null;
  readonly mean: number | null;
  readonly sd: number | null;
}

/** Every curve of every variant, a row for each place of the grid; of all classes their mean too. */
export function curveTable(appendix: ReportAppendix | null): DataTable {
  const { studyId = '', curves } = appendix ?? {};
  const rows = (curves?.variants ?? []).flatMap(
    ({ variant, roc, precisionRecall, riskCoverage, reliability = [] }) => {
      const rowOf = (curve: string, className: string | null, place: Place): NamedValue[] => [
        ['study', studyId],
        ['variant', variant],
        ['curve', curve],
        ['class', className],
        ...Object.entries(place),
      ];
      const rowsOf = (name: string, className: string | null, { cells, mean, sd }: Curve) =>
        mean.map((value, i) => {
          const at = curves?.grid[i] ?? null;
          return rowOf(name, className, { cells, at, mean: value, sd: sd?.[i] ?? null });
        });
      return [
        ...roc.flatMap((curve) => rowsOf('roc', curve.class, curve)),
        ...precisionRecall.flatMap((curve) => rowsOf('precision_recall', curve.class, curve)),
        ...rowsOf('risk_coverage', null, riskCoverage),
        ...reliability.map(({ cells, confidence: at, accuracy: mean, sd }) =>
          rowOf('reliability', null, { cells, at, mean, sd }),
        ),
      ];
    },
  );
  return { ...tableOfRows(rows), columns: curveColumns };
}

const curveColumns = ['study', 'variant', 'curve', 'class', 'cells', 'at', 'mean', 'sd'];
