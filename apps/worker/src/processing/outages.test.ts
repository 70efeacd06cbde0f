import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { failureClass } from './failure-class.js';
import { createOutages } from './outages.js';

describe('outages', () => {
  const refusal = new AppError('STORE_REFUSED', 'expected a, got 403', {
    remedy: 'Check the key.',
  });
  const outage = new AppError('STORE_UNAVAILABLE', 'expected a, got 503');

  function start(refusalLimitMs = 600_000) {
    const clock = { ms: 0 };
    return { clock, outages: createOutages(refusalLimitMs, () => clock.ms) };
  }

  it('takes a refusal for an outage until it has lasted, then for the end, with the remedy', () => {
    const { clock, outages } = start();
    expect(outages.judge('a', refusal)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      message: 'expected a, got 403; it is asked again for 600 s more',
      remedy: 'Check the key.',
    });
    clock.ms = 599_999;
    expect(failureClass(outages.judge('a', refusal))).toBe('outage');
    clock.ms = 600_000;
    const end = outages.judge('a', refusal);
    expect(failureClass(end)).toBe('end');
    expect(end).toMatchObject({
      code: 'STORE_REFUSED',
      message: 'expected a, got 403, for 600 s',
      remedy: 'Check the key. Then try again with "crossfold study retry".',
    });
  });

  it.each([
    [
      'an outage between',
      (outages: ReturnType<typeof createOutages>) => outages.judge('a', outage),
    ],
    ['a try that went well', (outages: ReturnType<typeof createOutages>) => outages.forget('a')],
  ])('begins to count again after %s', (_, happen) => {
    const { clock, outages } = start();
    outages.judge('a', refusal);
    clock.ms = 500_000;
    happen(outages);
    outages.judge('a', refusal);
    clock.ms = 1_000_000;
    expect(failureClass(outages.judge('a', refusal))).toBe('outage');
  });

  it('counts for each task alone', () => {
    const { clock, outages } = start();
    outages.judge('a', refusal);
    clock.ms = 600_000;
    expect(failureClass(outages.judge('b', refusal))).toBe('outage');
    expect(failureClass(outages.judge('a', refusal))).toBe('end');
  });

  it('waits longer the longer it lasts, within bounds', () => {
    const { clock, outages } = start();
    expect(outages.delayMs('a')).toBe(5_000);
    outages.judge('a', outage);
    expect(outages.delayMs('a')).toBe(5_000);
    clock.ms = 100_000;
    outages.judge('a', outage);
    expect(outages.delayMs('a')).toBe(25_000);
    clock.ms = 1_000_000;
    expect(outages.delayMs('a')).toBe(60_000);
  });

  it('leaves other errors as they are', () => {
    const { outages } = start();
    const other = new AppError('TRIAL_DIVERGED', 'nan');
    expect(outages.judge('a', other)).toBe(other);
  });
});
