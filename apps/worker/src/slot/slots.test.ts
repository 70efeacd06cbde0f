import { describe, expect, it } from 'vitest';
import { createSlots } from './slots.js';

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

  const places = ['a0', 'b0', 'a1', 'b1'];
  const deviceOf = (place: string) => place[0];

  it('spreads tasks over devices, and takes the slot used last of the idlest', async () => {
    const slots = createSlots(places, deviceOf);
    const ends: (() => void)[] = [];
    const used: string[] = [];
    const begin = () =>
      slots.use(async (place) => {
        used.push(place);
        await new Promise<void>((resolve) => ends.push(resolve));
      });
    const running = [begin(), begin(), begin()];
    await Promise.resolve();
    expect(used).toEqual(['a0', 'b0', 'a1']);
    expect([...places].map((place) => slots.sharing(place))).toEqual([2, 2, 2, 2]);
    ends.splice(0).forEach((end) => {
      end();
    });
    await Promise.all(running);
    running.push(begin());
    await Promise.resolve();
    expect(used.at(-1)).toBe('a1');
    ends.splice(0).forEach((end) => {
      end();
    });
    await Promise.all(running);
  });

  it('gives nothing more to a slot that was closed during its task', async () => {
    const slots = createSlots(['a0', 'a1'], deviceOf);
    await slots.use(async (place) => {
      slots.close(place);
      await Promise.resolve();
    });
    expect(slots).toMatchObject({ count: 1 });
    expect([slots.busy(), slots.sharing('a1')]).toEqual([0, 1]);
    const used = await Promise.all(
      [1, 2, 3].map(() => slots.use((place) => Promise.resolve(place))),
    );
    expect(used).toEqual(['a1', 'a1', 'a1']);
  });
});
