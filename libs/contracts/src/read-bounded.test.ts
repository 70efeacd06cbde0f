import { expect, it } from 'vitest';
import { readBounded } from './read-bounded.js';

it('reads a stream to its end, and ends one that is longer', async () => {
  let isEnded = false;
  async function* pieces() {
    try {
      for (const text of ['one', 'two', 'three']) yield Buffer.from(text);
    } finally {
      isEnded = true;
    }
  }
  const read = async (maxBytes: number) => {
    const { bytes, isWhole } = await readBounded(pieces(), maxBytes);
    return [String(bytes), isWhole];
  };
  expect(await read(11)).toEqual(['onetwothree', true]);
  isEnded = false;
  expect(await read(10)).toEqual(['onetwo', false]);
  expect(isEnded).toBe(true);
  expect(await read(0)).toEqual(['', false]);
});
