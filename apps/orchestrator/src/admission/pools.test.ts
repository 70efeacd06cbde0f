import type { SeenWorker } from '@crossfold/queue';
import { expect, it } from 'vitest';
import { poolsOf } from './pools.js';

const worker = (name: string, slots: number): SeenWorker => ({
  name,
  lastSeenAt: '2026-12-01T00:00:00.000Z',
  report: {
    host: 'h',
    device: 'CPU',
    slots,
    startedAt: '2026-12-01T00:00:00.000Z',
    isDraining: false,
  },
});

it.each([
  [[], 16],
  [[3], 16],
  [[20, 30], 50],
  [Array.from({ length: 20 }, () => 1024), 10_000],
])('lets so many trials wait for workers of slots %j: %i', (slots, window) => {
  const [pool] = poolsOf(slots.map((count, i) => worker(`w${i}`, count)));
  expect(pool?.window).toBe(window);
});
