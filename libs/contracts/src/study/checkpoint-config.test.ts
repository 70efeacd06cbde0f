import { describe, expect, it } from 'vitest';
import { checkpointConfigSchema, checkpointIntervals } from './checkpoint-config.js';

describe('checkpointConfigSchema', () => {
  it.each([
    [
      undefined,
      [
        { count: 1, unit: 'epochs' },
        { count: 300, unit: 'seconds' },
      ],
    ],
    ['1 epoch', [{ count: 1, unit: 'epochs' }]],
    ['1 step', [{ count: 1, unit: 'steps' }]],
    ['200 steps', [{ count: 200, unit: 'steps' }]],
    ['30s', [{ count: 30, unit: 'seconds' }]],
    [
      ['2 epochs', '2h'],
      [
        { count: 2, unit: 'epochs' },
        { count: 7200, unit: 'seconds' },
      ],
    ],
  ])('reads %j', (every, expected) => {
    expect(checkpointIntervals(checkpointConfigSchema.parse({ every }))).toEqual(expected);
  });

  it.each(['0 steps', '5', '5 m', '-1s', '1 epochs and more', 5, []])('refuses %j', (every) => {
    expect(checkpointConfigSchema.safeParse({ every }).success).toBe(false);
  });
});
