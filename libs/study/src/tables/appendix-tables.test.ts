import type { Measurement, Report, ReportAppendix } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { curveTable, tradeOffTable } from './appendix-tables.js';
import type { DataTable } from './data-table.js';

async function recordsOf({ columns, rows }: DataTable): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const row of rows) {
    expect(row).toHaveLength(columns.length);
    found.push(Object.fromEntries(columns.map((column, i) => [column, row[i]])));
  }
  return found;
}

const costOf = (variant: string, multiplyAdds: number) => ({
  variant,
  imageSizePx: 64,
  parameters: 1000,
  multiplyAdds,
  millisecondsPerImage: 2.5,
});

it('has the costs of all variants, with a score and latency where they are there', async () => {
  const appendix = {
    tradeOffs: [costOf('full', 10), costOf('large', 20), costOf('failed', 5)],
  } as unknown as ReportAppendix;
  const scored = (name: string, balancedAccuracy: number) => ({
    name,
    pooled: { scores: { balancedAccuracy } },
    intervals: { balancedAccuracy: [0.5, 0.9] },
  });
  const report = {
    studyId: 's',
    variants: [scored('full', 0.7), scored('large', 0.6), { name: 'failed', pooled: null }],
  } as unknown as Report;
  const measurement = {
    variant: 'full',
    latency: [{ batchSize: 1, runs: 9, medianMs: 4, p95Ms: 6 }],
    memory: { beforeBytes: 200, peakBytes: 300 },
    environment: { device: 'cpu', threads: 2 },
  } as unknown as Measurement;
  const table = tradeOffTable(report, appendix, [measurement]);
  const [full, large, failed] = await recordsOf(table);
  expect(full).toEqual({
    study: 's',
    variant: 'full',
    balanced_accuracy: 0.7,
    balanced_accuracy_low: 0.5,
    balanced_accuracy_high: 0.9,
    image_size_px: 64,
    parameters: 1000,
    multiply_adds: 10,
    float32_bytes: 4000,
    float16_bytes: 2000,
    milliseconds_per_image: 2.5,
    is_on_front: true,
    batch_1_median_ms: 4,
    batch_1_p95_ms: 6,
    batch_32_median_ms: null,
    batch_32_p95_ms: null,
    memory_before_bytes: 200,
    memory_peak_bytes: 300,
    device: 'cpu',
    threads: 2,
  });
  expect(large).toMatchObject({ is_on_front: false, batch_1_median_ms: null, device: null });
  expect(failed).toMatchObject({ balanced_accuracy: null, is_on_front: null, multiply_adds: 5 });
  expect(tradeOffTable(report, null, []).columns).toEqual(table.columns);
});

it('has every place of every curve', async () => {
  const curve = { cells: 2, mean: [0, 0.9], sd: [0, 0.1] };
  const appendix = {
    studyId: 's',
    curves: {
      grid: [0, 1],
      variants: [
        {
          variant: 'full',
          roc: [
            { class: null, ...curve },
            { class: 'mel', cells: 1, mean: [0.2, 1], sd: null },
          ],
          precisionRecall: [{ class: null, ...curve }],
          riskCoverage: curve,
          reliability: [
            { cells: 0, confidence: null, accuracy: null, sd: null },
            { cells: 2, confidence: 0.7, accuracy: 0.6, sd: 0.05 },
          ],
        },
      ],
    },
  } as unknown as ReportAppendix;
  const table = curveTable(appendix);
  const rows = await recordsOf(table);
  const place = { study: 's', variant: 'full' };
  expect(rows).toHaveLength(10);
  expect(rows[9]).toEqual({
    ...place,
    curve: 'reliability',
    class: null,
    cells: 2,
    at: 0.7,
    mean: 0.6,
    sd: 0.05,
  });
  expect(rows[1]).toEqual({
    ...place,
    curve: 'roc',
    class: null,
    cells: 2,
    at: 1,
    mean: 0.9,
    sd: 0.1,
  });
  expect(rows[2]).toEqual({
    ...place,
    curve: 'roc',
    class: 'mel',
    cells: 1,
    at: 0,
    mean: 0.2,
    sd: null,
  });
  expect(rows.map(({ curve: name }) => name)).toEqual([
    ...['roc', 'roc', 'roc', 'roc', 'precision_recall', 'precision_recall'],
    ...['risk_coverage', 'risk_coverage', 'reliability', 'reliability'],
  ]);
  expect(curveTable(null).columns).toEqual(table.columns);
});
