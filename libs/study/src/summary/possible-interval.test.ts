import { expect, it } from 'vitest';
import { possibleInterval, reachesBeyond } from './possible-interval.js';

it('keeps what a difference of shares can be', () => {
  expect(possibleInterval([-2.666, 2.41])).toEqual([-1, 1]);
  expect(possibleInterval([-0.25, 2.41])).toEqual([-0.25, 1]);
  expect(possibleInterval([-0.25, 0.5])).toEqual([-0.25, 0.5]);
  expect(possibleInterval(null)).toBeNull();
});

it('says of which intervals something is left out', () => {
  expect([reachesBeyond([-1, 1]), reachesBeyond([-1.01, 0]), reachesBeyond(undefined)]).toEqual([
    false,
    true,
    false,
  ]);
});
