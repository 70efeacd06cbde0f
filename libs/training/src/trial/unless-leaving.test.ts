import { describe, expect, it } from 'vitest';
import { unlessLeaving } from './unless-leaving.js';

const never = new AbortController().signal;

describe('unlessLeaving', () => {
  it('gives the result of the work', async () => {
    expect(await unlessLeaving(never, Promise.resolve(1))).toBe(1);
  });

  it.each([
    ['before', 0],
    ['while', 1],
  ])('ends when it has to leave %s it waits', async (_, delayMs) => {
    const controller = new AbortController();
    if (delayMs === 0) controller.abort();
    else setTimeout(() => controller.abort(), delayMs);
    const work = unlessLeaving(controller.signal, new Promise(() => undefined));
    await expect(work).rejects.toMatchObject({ code: 'INTERRUPTED' });
  });
});
