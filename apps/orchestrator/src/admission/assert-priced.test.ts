import { expect, it } from 'vitest';
import { assertPriced } from './assert-priced.js';

const priced = { pricePerSlotHour: 2, prices: [] };
const byLabels = { ...priced, pricePerSlotHour: null, prices: [{ labels: {}, perSlotHour: 2 }] };
const free = { pricePerSlotHour: null, prices: [] };

it('refuses a limit of cost where a slot has no price', () => {
  expect(() => assertPriced({ maxCost: 10 }, free)).toThrow(
    expect.objectContaining({
      code: 'CONFLICT',
      message: expect.stringContaining('price of a slot') as string,
    }),
  );
});

it.each([
  [{ maxCost: 10 }, priced],
  [{ maxCost: 10 }, byLabels],
  [{ maxHours: 10 }, free],
  [null, free],
  [undefined, free],
])('takes %j where the fleet has %j', (budget, policy) => {
  expect(() => assertPriced(budget, policy)).not.toThrow();
});
