import type { WaitReason, WorkerReport } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { demandOf, type FleetWork } from './demand.js';

const worker = (slots: number, isDraining = false): FleetWork['workers'][number] => ({
  report: { slots, isDraining } as WorkerReport,
});

describe('the demand of a fleet', () => {
  it('is a slot for each job that runs, waits or is tried again, and none for what is held back', () => {
    const reasons: WaitReason[] = ['behind', 'no-worker', 'no-match', 'retry', 'paused', 'paused'];
    const waiting = [...reasons, 'max-parallel' as const].map((reason) => ({ reason }));
    expect(demandOf({ running: 2, waiting, workers: [] })).toEqual({
      slots: 6,
      running: 2,
      waiting: 4,
      heldBack: 3,
      offeredSlots: 0,
    });
  });

  it('stands beside the slots of workers that take tasks', () => {
    const workers = [worker(2), worker(4), worker(8, true), { report: null }];
    expect(demandOf({ running: 0, waiting: [], workers }).offeredSlots).toBe(6);
  });
});
