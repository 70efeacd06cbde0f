import type { Labels, WaitReason, WorkerReport } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { fleetOf, studyOf } from '../admission/fleet.fixture.js';
import { listPlaces } from '../queue/queue-page.js';
import { demandOf, type FleetWork } from './demand.js';

type Waiting = FleetWork['waiting'][number];

function trials(studyId: string, count: number, reason: WaitReason = 'behind'): Waiting[] {
  return Array.from({ length: count }, (_, i) => ({ studyId, trialId: `full.f${i}.s1`, reason }));
}

function worker(slots: number, labels: Labels = {}, isDraining = false) {
  return { report: { slots, labels, isDraining } as unknown as WorkerReport };
}

const nothing: FleetWork = { waiting: [], studies: new Map(), active: 0, workers: [] };

describe('the demand of a fleet', () => {
  it('is a slot for each job that runs, waits or is tried again, and none for what is held back', () => {
    const waiting: Waiting[] = [
      { studyId: 'a', trialId: null, reason: 'behind' },
      { studyId: null, trialId: null, reason: 'no-worker' },
      ...trials('a', 3),
      ...trials('a', 1, 'retry'),
      ...trials('b', 2, 'no-match'),
      ...trials('b', 5, 'paused'),
      ...trials('c', 3, 'max-parallel'),
      ...trials('c', 1, 'budget'),
    ];
    const studies = new Map(['a', 'b', 'c'].map((studyId) => [studyId, { running: 1 }] as const));
    expect(demandOf({ ...nothing, waiting, studies, active: 4 }, null)).toEqual({
      slots: 12,
      running: 4,
      waiting: 8,
      heldBack: 9,
      offeredSlots: 0,
    });
  });

  it('has no more trials of a study in it than may run at once, admitted or not', () => {
    const { admitted, index, start } = fleetOf(studyOf('a', 5, { maxParallel: 3 }));
    const pools = [{ queue: 'tasks', labels: {}, slots: 2, window: 16 }];
    const wanted = () => {
      const inLine = admitted.inLine();
      const queue = {
        jobs: [],
        inLine,
        active: 0,
        index,
        pools,
        leadOf: () => null,
        standstill: null,
      };
      const running = index.get('a').tally.running.size;
      const studies = new Map([['a', { running }]]);
      const work = { ...nothing, waiting: listPlaces(queue), studies, active: running };
      return demandOf(work, null);
    };
    expect(wanted()).toMatchObject({ running: 0, waiting: 3, heldBack: 2 });
    expect(admitted.fill(pools)).toHaveLength(3);
    expect(wanted()).toMatchObject({ running: 0, waiting: 3, heldBack: 2 });
    start('a/full.f0.s1');
    expect(wanted()).toMatchObject({ running: 1, waiting: 2, heldBack: 2 });
  });

  it('is of what workers with some labels may take, and of what runs anywhere', () => {
    const studies = new Map([
      ['large', { running: 1, requires: { gpu: 'h100', memoryGb: 40 } }],
      ['other', { running: 2, requires: { gpu: 'a100' } }],
      ['any', { running: 0 }],
    ]);
    const waiting: Waiting[] = [
      ...trials('large', 3),
      ...trials('other', 5),
      ...trials('any', 7),
      { studyId: 'other', trialId: null, reason: 'behind' },
    ];
    const h100 = { gpu: 'nvidia-h100-80gb-hbm3', memoryGb: 80 };
    const workers = [worker(4, h100), worker(8, { gpu: 'a100' }), worker(16, h100, true)];
    const work = { waiting, studies, active: 4, workers };
    expect(demandOf(work, h100)).toEqual({
      slots: 13,
      running: 2,
      waiting: 11,
      heldBack: 0,
      offeredSlots: 4,
    });
    expect(demandOf(work, {})).toMatchObject({ running: 1, waiting: 8, offeredSlots: 12 });
    expect(demandOf(work, null)).toMatchObject({ running: 4, waiting: 16 });
  });
});
