import { describe, expect, it } from 'vitest';
import { chooseSlots, slotCandidates } from './choose-slots.js';

/** Images a second of one slot, two, three and four; an error where that many do not run. */
function measured(...rates: (number | Error)[]) {
  const asked: number[] = [];
  const measure = async (slots: number) => {
    asked.push(slots);
    const rate = rates[slots - 1];
    if (typeof rate === 'number') return rate;
    throw rate ?? new Error('not asked for');
  };
  return { asked, measure };
}

describe('chooseSlots', () => {
  it.each([
    ['the last that gains a tenth over one fewer', [100, 150, 165, 181], 3, [1, 2, 3, 4]],
    ['one where two gain too little, and measures no more', [100, 109.9, 200], 1, [1, 2]],
    ['one where two are slower', [100, 60], 1, [1, 2]],
    ['all where each gains', [100, 180, 240, 290], 4, [1, 2, 3, 4]],
  ])('takes %s', async (_, rates, slots, asked) => {
    const given = measured(...rates);
    const chosen = await chooseSlots([1, 2, 3, 4], given.measure);
    expect(chosen).toMatchObject({ slots, fault: null });
    expect(chosen.rates).toEqual(
      asked.map((count) => ({ slots: count, imagesPerSecond: rates[count - 1] })),
    );
    expect(given.asked).toEqual(asked);
  });

  it('takes one fewer than what runs out of memory', async () => {
    const { measure } = measured(100, 190, new Error('OUT_OF_MEMORY: no room'));
    expect(await chooseSlots([1, 2, 3, 4], measure)).toMatchObject({
      slots: 2,
      fault: 'OUT_OF_MEMORY: no room',
    });
  });

  it('takes one where not even that can be measured', async () => {
    const { measure } = measured(new Error('no such network'));
    expect(await chooseSlots([1, 2], measure)).toEqual({
      slots: 1,
      rates: [],
      fault: 'no such network',
    });
  });
});

it.each([
  [null, [1, 2, 3, 4]],
  [1, [1]],
  [2, [1, 2]],
  [12, [1, 2, 4, 8, 12]],
  [64, [1, 2, 4, 8, 16, 32, 64]],
])('tries sensible numbers of slots on %s cores', (cores, expected) => {
  expect(slotCandidates(cores)).toEqual(expected);
});
