import { newControl, type Control, type WorkerReport } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import type { WaitingJob } from '../queue/waiting-jobs.js';
import { demandOf, wantedOf, type FleetWork } from './demand.js';

const controls: Readonly<Record<string, Partial<Control>>> = {
  paused: { desired: 'pause' },
  cancelled: { desired: 'cancel' },
};
const index = {
  find: (studyId: string) => ({ control: { ...newControl(studyId), ...controls[studyId] } }),
} as unknown as Parameters<typeof wantedOf>[1];

const job = (id: string, dueMs: number | null = null): WaitingJob => ({
  id,
  rank: dueMs === null ? 1 : 2,
  score: 0,
  dueMs,
});
const worker = (slots: number, isDraining = false): FleetWork['workers'][number] => ({
  report: { slots, isDraining } as WorkerReport,
});

describe('the demand of a fleet', () => {
  it('is a slot for each job that runs, waits or is tried again, and none for what is held back', () => {
    const waiting = wantedOf(
      [
        job('a/ensemble'),
        job('predictions/p-1'),
        job('paused/ensemble'),
        job('a/full.f0.s1'),
        job('a/full.f1.s1', 1_800_000_000_000),
        job('paused/full.f0.s1'),
        job('paused/full.f1.s1', 1_800_000_000_000),
        job('cancelled/full.f0.s1'),
        job('no-job-of-ours'),
      ],
      index,
    );
    expect(demandOf({ running: 2, waiting, workers: [] })).toEqual({
      slots: 7,
      running: 2,
      waiting: 5,
      heldBack: 3,
      offeredSlots: 0,
    });
  });

  it('stands beside the slots of workers that take tasks', () => {
    const workers = [worker(2), worker(4), worker(8, true), { report: null }];
    expect(demandOf({ running: 0, waiting: [], workers }).offeredSlots).toBe(6);
  });
});
