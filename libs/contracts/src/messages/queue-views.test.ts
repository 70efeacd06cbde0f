import { expect, it } from 'vitest';
import { workerReportSchema, type WorkerReport } from './queue-views.js';

const report: WorkerReport = {
  host: 'h',
  device: 'CPU',
  slots: 2,
  labels: { gpu: 'h100', memoryGb: 80 },
  startedAt: '2026-12-01T00:00:00.000Z',
  isDraining: false,
};

it.each<[boolean, string, object]>([
  [true, 'as it is', {}],
  [true, 'of as many slots as may be', { slots: 1024 }],
  [false, 'of slots beyond all', { slots: 1e9 }],
  [false, 'of no slot', { slots: 0 }],
  [false, 'of half a slot', { slots: 1.5 }],
  [false, 'with a long host', { host: 'h'.repeat(256) }],
  [false, 'with a long device', { device: 'd'.repeat(4097) }],
  [false, 'with a long label', { labels: { gpu: 'g'.repeat(101) } }],
  [false, 'with a label of a long name', { labels: { ['g'.repeat(64)]: 1 } }],
  [
    false,
    'with many labels',
    { labels: Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`l${i}`, i])) },
  ],
  [false, 'with more than is known', { more: 1 }],
])('takes (%s) a report of a worker %s', (isTaken, _, changes) => {
  expect(workerReportSchema.safeParse({ ...report, ...changes }).success).toBe(isTaken);
});
