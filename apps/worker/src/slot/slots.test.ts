import { describe, expect, it } from 'vitest';
import { createSlots, listGpus, slotEnvironments } from './slots.js';

describe('slotEnvironments', () => {
  it.each([
    ['one slot on a machine without GPUs', null, [], [{}]],
    ['several that share its cores', 3, [], [{}, {}, {}]],
    [
      'one slot for each GPU',
      null,
      ['0', '1'],
      [{ CUDA_VISIBLE_DEVICES: '0' }, { CUDA_VISIBLE_DEVICES: '1' }],
    ],
    [
      'several slots on a GPU when asked for',
      3,
      ['4', '7'],
      ['4', '7', '4'].map((gpu) => ({ CUDA_VISIBLE_DEVICES: gpu })),
    ],
  ])('gives %s', (_, slots, gpus, expected) => {
    expect(slotEnvironments(slots, gpus)).toEqual(expected);
  });
});

describe('listGpus', () => {
  it.each([
    ['2,3', ['2', '3']],
    ['GPU-8932f937', ['GPU-8932f937']],
    ['', []],
    ['-1', []],
  ])('believes CUDA_VISIBLE_DEVICES=%s', async (value, expected) => {
    const faults: string[] = [];
    const gpus = await listGpus({ CUDA_VISIBLE_DEVICES: value }, (fault) => faults.push(fault));
    expect({ gpus, faults }).toEqual({ gpus: expected, faults: [] });
  });
});

describe('createSlots', () => {
  it('lets no more in than there are slots, each in one at a time, also after failures', async () => {
    const slots = createSlots([{ SLOT: 'a' }, { SLOT: 'b' }]);
    const busy = new Set<string | undefined>();
    const order: number[] = [];
    const work = (number: number) =>
      slots.use(async ({ SLOT: slot }) => {
        expect(busy.has(slot)).toBe(false);
        busy.add(slot);
        order.push(number);
        await new Promise((resolve) => setTimeout(resolve, 1));
        busy.delete(slot);
        if (number % 3 === 0) throw new Error(`task ${number}`);
        return number;
      });
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => work(i)));
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(3);
    expect(slots.count).toBe(2);
  });
});
