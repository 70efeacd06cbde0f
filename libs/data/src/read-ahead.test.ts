import { describe, expect, it } from 'vitest';
import { inBatches, readAhead, type PixelSource } from './read-ahead.js';

const sizePx = 2;
const imageBytes = sizePx * sizePx * 3;

/** Images whose bytes all say which one it is, with a list of what was asked for. */
function numberedImages() {
  const asked: number[][] = [];
  const rooms = new Set<ArrayBufferLike>();
  const source: PixelSource = {
    sizePx,
    async readBatch(indices, into = new Uint8Array(indices.length * imageBytes)) {
      asked.push(Array.from(indices));
      rooms.add(into.buffer);
      // As from a disk: later, when the one before is in use.
      await new Promise((resolve) => setImmediate(resolve));
      if (Array.from(indices).includes(99)) throw new Error('no image 99');
      Array.from(indices).forEach((index, row) => {
        into.fill(index, row * imageBytes, (row + 1) * imageBytes);
      });
      return into.subarray(0, indices.length * imageBytes);
    },
  };
  return { source, asked, rooms };
}

const batches = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [10]].map((indices, name) => ({ indices, name }));

describe('readAhead', () => {
  it('gives each batch with its own pixels, while the next one is read', async () => {
    const { source, asked } = numberedImages();
    const seen: number[] = [];
    for await (const { batch, pixels } of readAhead(source, batches)) {
      expect(batch).toBe(batches[seen.length]);
      expect(asked).toHaveLength(Math.min(batches.length, seen.length + 2));
      // Long enough for the next one to be there: it must not lie in the same memory.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const expected = batch.indices.flatMap((index) => Array<number>(imageBytes).fill(index));
      expect([...pixels]).toEqual(expected);
      seen.push(batch.name);
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('takes two pieces of memory, however many batches there are', async () => {
    const { source, rooms } = numberedImages();
    for await (const { pixels } of readAhead(source, [...batches, ...batches])) {
      expect(rooms).toContain(pixels.buffer);
    }
    expect(rooms.size).toBe(2);
  });

  it('throws what a batch throws when its turn comes, and not if nobody asks', async () => {
    const { source } = numberedImages();
    const failing = [{ indices: [1] }, { indices: [99] }];
    const whole = readAhead(source, failing);
    expect((await whole.next()).done).toBe(false);
    await expect(whole.next()).rejects.toThrow('no image 99');
    const left = readAhead(source, failing);
    await left.next();
    await left.return(undefined);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('has no batch of none', async () => {
    const { source, asked } = numberedImages();
    expect((await readAhead(source, []).next()).done).toBe(true);
    expect(asked).toEqual([]);
  });
});

describe('inBatches', () => {
  it('cuts what is left of a list, the last batch smaller', () => {
    const parts = inBatches(Uint32Array.of(5, 6, 7, 8, 9, 10), 2, 1);
    expect(parts.map(({ start, indices }) => [start, ...indices])).toEqual([
      [1, 6, 7],
      [3, 8, 9],
      [5, 10],
    ]);
    expect(inBatches(Uint32Array.of(5, 6), 2, 2)).toEqual([]);
  });
});
