import { AppError } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import type { SlotTask } from '../slot/messages.js';
import type { SlotLimits, SlotListener } from '../slot/run-in-process.js';
import type { Slot } from '../slot/slot.js';
import { createSlots } from '../slot/slots.js';
import { runInFreeSlot } from './run-in-free-slot.js';

const outOfMemory = new AppError('OUT_OF_MEMORY', 'expected memory for training, got none left');

/** Slots of one device; tasks end when the test says how. */
function device(count: number, mayClose = true) {
  const ends: ((error: AppError | null) => void)[] = [];
  const run = () =>
    new Promise<string>((resolve, reject) => {
      ends.push((error) => {
        if (error) reject(error);
        else resolve('done');
      });
    });
  const slots = createSlots(
    Array.from({ length: count }, () => ({ mayClose, run }) as unknown as Slot),
    () => 'the device',
  );
  const closed: number[] = [];
  const context = { slots, onSlotClosed: (_: Slot, left: number) => void closed.push(left) };
  const begin = () =>
    runInFreeSlot(context, {} as SlotTask, {} as SlotListener, {} as SlotLimits).catch(
      (error: unknown) => error,
    );
  return { slots, closed, ends, begin };
}

describe('runInFreeSlot', () => {
  it('closes the slot that runs out of memory beside others, down to one', async () => {
    const { slots, closed, ends, begin } = device(3);
    const running = [begin(), begin(), begin()];
    await Promise.resolve();
    ends[0]?.(outOfMemory);
    expect(await running[0]).toMatchObject({
      name: 'TooManySlots',
      message: expect.stringContaining('beside 2 more on its device'),
    });
    ends[1]?.(outOfMemory);
    expect(await running[1]).toMatchObject({ name: 'TooManySlots' });
    expect([slots.count, closed]).toEqual([1, [2, 1]]);
    // It began beside two others, who took their share of the memory.
    ends[2]?.(outOfMemory);
    expect(await running[2]).toMatchObject({ name: 'TooManySlots' });
    expect([slots.count, closed]).toEqual([1, [2, 1]]);
    const alone = begin();
    await Promise.resolve();
    ends[3]?.(outOfMemory);
    expect(await alone).toBe(outOfMemory);
    expect(slots.count).toBe(1);
  });

  it('closes none where somebody has said how many there are', async () => {
    const { slots, ends, begin } = device(2, false);
    const running = begin();
    await Promise.resolve();
    ends[0]?.(outOfMemory);
    expect(await running).toBe(outOfMemory);
    expect(slots.count).toBe(2);
  });

  it('closes none for another failure', async () => {
    const { slots, ends, begin } = device(2);
    const running = begin();
    await Promise.resolve();
    const crashed = new AppError('TRIAL_CRASHED', 'signal SIGSEGV');
    ends[0]?.(crashed);
    expect(await running).toBe(crashed);
    expect(slots.count).toBe(2);
  });
});
