import { describe, expect, it } from 'vitest';
import { createPace, unlessLeaving } from './pace.js';

const never = new AbortController().signal;

function recorder() {
  const calls: string[] = [];
  const call = (name: string) => () => {
    calls.push(name);
    return Promise.resolve();
  };
  return { calls, save: call('save'), settle: call('settle') };
}

describe('createPace', () => {
  it('saves no more often than it is told to', async () => {
    const { calls, save, settle } = recorder();
    const rare = createPace(never, 60_000);
    for (let step = 0; step < 3; step++) await rare.afterStep(save, settle);
    expect(calls).toEqual([]);
    await createPace(never, 0).afterStep(save, settle);
    expect(calls).toEqual(['save']);
  });

  it('saves, waits for it and stops when it has to leave', async () => {
    const { calls, save, settle } = recorder();
    const leaving = createPace(AbortSignal.abort(), 60_000).afterStep(save, settle);
    await expect(leaving).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(calls).toEqual(['save', 'settle']);
  });
});

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
