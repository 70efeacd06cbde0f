import { scheduleConfigSchema, scheduleTable } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { scheduledRate } from './learning-rate.js';

const stage = { rate: 0.2, stepsPerEpoch: 10, epochs: 5 };

/** Of each schedule as it is with nothing said, in the first and the last step of 50 epochs. */
const ends = {
  plateau: [0.2, 0.2],
  constant: [0.2, 0.2],
  cosine: [0.02, 0],
  step: [0.2, 0.02],
} as const;

function ratesOf(schedule: object, steps = 50): number[] {
  const config = scheduleConfigSchema.parse(schedule);
  return Array.from({ length: steps }, (_, i) => scheduledRate(config, { ...stage, step: i + 1 }));
}

describe('cosine', () => {
  const rates = ratesOf({ name: 'cosine', warmupEpochs: 1, finalShare: 0.1 });

  it('warms up in a line, and comes to its end with the last step', () => {
    expect(rates[0]).toBeCloseTo(0.02, 12);
    expect(rates[4]).toBeCloseTo(0.1, 12);
    expect(rates[9]).toBe(0.2);
    expect(rates[29]).toBeCloseTo(0.2 * (0.1 + 0.9 / 2), 12);
    expect(rates[49]).toBeCloseTo(0.02, 12);
    expect(rates.slice(9).every((rate, i, all) => i === 0 || rate < (all[i - 1] ?? 0))).toBe(true);
  });

  it('needs no warm-up', () => {
    const [first, , ...rest] = ratesOf({ name: 'cosine', warmupEpochs: 0 });
    expect(first).toBeCloseTo(0.1 * (1 + Math.cos(Math.PI / 50)), 12);
    expect(rest.at(-1)).toBeCloseTo(0, 12);
  });
});

it('lowers by steps of whole epochs', () => {
  const rates = ratesOf({ name: 'step', everyEpochs: 2, factor: 0.5 });
  expect(rates.filter((rate) => rate === 0.2)).toHaveLength(20);
  expect(rates.filter((rate) => rate === 0.1)).toHaveLength(20);
  expect(rates.filter((rate) => rate === 0.05)).toHaveLength(10);
});

it.each(Object.keys(scheduleTable) as (keyof typeof scheduleTable)[])(
  'has a row for %s',
  (name) => {
    const config = scheduleConfigSchema.parse({ name });
    const at = { ...stage, epochs: 50 };
    const rates = [1, 500].map((step) => scheduledRate(config, { ...at, step }));
    for (const [i, expected] of ends[name].entries()) expect(rates[i]).toBeCloseTo(expected, 12);
  },
);
