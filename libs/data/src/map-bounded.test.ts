import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapAhead, mapBounded } from './map-bounded.js';

describe('mapBounded', () => {
  it('keeps the order and never exceeds the limit', async () => {
    let running = 0;
    let most = 0;
    const items = Array.from({ length: 23 }, (_, i) => i);
    const doubled = await mapBounded(items, 4, async (item) => {
      most = Math.max(most, ++running);
      for (let i = 0; i <= (item * 7) % 5; i++) await turn();
      running--;
      return item * 2;
    });
    expect(doubled).toEqual(items.map((item) => item * 2));
    expect(most).toBe(4);
  });

  it('begins nothing new after a failure', async () => {
    const begun: number[] = [];
    const work = mapBounded([0, 1, 2, 3, 4, 5, 6, 7], 2, async (item) => {
      begun.push(item);
      await turn();
      if (item === 1) throw new Error('broken');
    });
    await expect(work).rejects.toThrow('broken');
    for (let i = 0; i < 10; i++) await turn();
    expect(begun.length).toBeLessThan(5);
  });

  it('waits after a failure for what is under way', async () => {
    let ended = 0;
    const work = mapBounded([0, 1, 2, 3], 4, async (item) => {
      for (let i = 0; i < 5 * item; i++) await turn();
      ended++;
      if (item % 2 === 0) throw new Error(`broken ${String(item)}`);
    });
    await expect(work).rejects.toThrow('broken 0');
    expect(ended).toBe(4);
  });
});

describe('mapAhead', () => {
  const items = Array.from({ length: 9 }, (_, i) => i);

  it('keeps the order, and works no further ahead of its reader than the limit', async () => {
    const begun: number[] = [];
    const results = mapAhead(items, 3, async (item) => {
      begun.push(item);
      for (let i = 0; i <= (item * 7) % 5; i++) await turn();
      return item * 2;
    });
    const taken: number[] = [];
    for await (const result of results) {
      taken.push(result);
      expect(begun.length).toBeLessThanOrEqual(taken.length + 2);
    }
    expect(taken).toEqual(items.map((item) => item * 2));
  });

  it('tells a failure in its turn', async () => {
    const taken: number[] = [];
    const read = async () => {
      const work = async (item: number) => {
        await turn();
        if (item === 4) throw new Error('broken');
        return item;
      };
      for await (const item of mapAhead(items, 3, work)) taken.push(item);
    };
    await expect(read()).rejects.toThrow('broken');
    expect(taken).toEqual([0, 1, 2, 3]);
  });
});
