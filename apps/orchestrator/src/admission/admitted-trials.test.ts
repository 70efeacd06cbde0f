import { describe, expect, it } from 'vitest';
import type { AdmittedTrial, AdmittedTrials } from './admitted-trials.js';
import { epochsOf, fleetOf, studyOf } from './fleet.fixture.js';

/** One slot without labels. */
const pools = (window: number) => [{ queue: 'tasks', labels: {}, slots: 1, window }];

const model = { backbone: 'tiny', imageSizePx: 32 } as const;

const idsOf = (trials: readonly Pick<AdmittedTrial, 'studyId' | 'trialId'>[]) =>
  trials.map(({ studyId, trialId }) => `${studyId}/${trialId}`);
const waitingOf = (admitted: AdmittedTrials) =>
  idsOf(
    admitted
      .list()
      .filter(({ place }) => place === 'waiting')
      .sort((a, b) => a.rank - b.rank),
  );

describe('admitted trials', () => {
  it('are as many as the window holds, and others come when some begin', () => {
    const { admitted, start, fail } = fleetOf(studyOf('a', 5));
    expect(idsOf(admitted.fill(pools(2)))).toEqual(['a/full.f0.s1', 'a/full.f1.s1']);
    expect(admitted.fill(pools(2))).toEqual([]);
    start('a/full.f0.s1');
    expect(admitted.settle()).toEqual([]);
    expect(idsOf(admitted.fill(pools(2)))).toEqual(['a/full.f2.s1']);
    fail('a/full.f0.s1');
    admitted.settle();
    expect(admitted.list()).toHaveLength(2);
    expect(admitted.fill(pools(2))).toEqual([]);
  });

  it('are put in another order when their durations turn out to be others', () => {
    const epochs = [4, 40] as const;
    const [quick, slow] = epochs.map((count) => epochsOf(count));
    const fleet = fleetOf(
      studyOf('quick', 4, { baseline: { model, training: quick } }),
      studyOf('slow', 4, { baseline: { model, training: slow } }),
    );
    const { admitted, start, epoch, succeed } = fleet;
    admitted.fill(pools(16));
    const inTurn = waitingOf(admitted);
    expect(inTurn.slice(0, 2).map((id) => id.split('/')[0])).toEqual(['quick', 'slow']);
    expect(admitted.isMisjudged()).toBe(false);
    start('quick/full.f0.s1');
    for (const count of [1, 2, 3, 4]) epoch('quick/full.f0.s1', count, count);
    succeed('quick/full.f0.s1', 4, 4);
    expect(admitted.isMisjudged()).toBe(true);
    admitted.replan(pools(16));
    expect(admitted.isMisjudged()).toBe(false);
    // 4 s each, and 40 s: one of those is worth ten of these.
    expect(waitingOf(admitted)).toEqual([
      'slow/full.f0.s1',
      ...[1, 2, 3].map((fold) => `quick/full.f${fold}.s1`),
      ...[1, 2, 3].map((fold) => `slow/full.f${fold}.s1`),
    ]);
  });

  it('make way for a study that comes later, which is next', () => {
    const { admitted, add, start } = fleetOf(studyOf('long', 9));
    admitted.fill(pools(3));
    start('long/full.f0.s1');
    admitted.settle();
    add(studyOf('short', 2));
    const { admitted: added, withdrawn, moved } = admitted.replan(pools(3));
    expect(waitingOf(admitted)).toEqual([
      'short/full.f0.s1',
      'long/full.f1.s1',
      'short/full.f1.s1',
    ]);
    expect(idsOf(added)).toEqual(['short/full.f0.s1', 'short/full.f1.s1']);
    expect(idsOf(withdrawn)).toEqual(['long/full.f2.s1']);
    expect(idsOf(moved)).toEqual(['long/full.f1.s1']);
    expect(idsOf(admitted.inLine()).slice(3, 6)).toEqual([
      'long/full.f2.s1',
      'long/full.f3.s1',
      'long/full.f4.s1',
    ]);
  });

  it('come by priority, of a study or of one trial', () => {
    const { admitted, control } = fleetOf(studyOf('a', 3), studyOf('b', 3));
    const own = { desired: 'run', priority: 9, sinceEdition: 1 } as const;
    control('b', { priority: 5, trials: { 'full.f2.s1': own } });
    admitted.replan(pools(4));
    expect(waitingOf(admitted)).toEqual([
      'b/full.f2.s1',
      'b/full.f0.s1',
      'b/full.f1.s1',
      'a/full.f0.s1',
    ]);
  });

  it('are no more of a study than may run at once', () => {
    const { admitted, start, fail } = fleetOf(studyOf('a', 5, { maxParallel: 2 }), studyOf('b', 2));
    expect(idsOf(admitted.fill(pools(9)))).toEqual([
      'a/full.f0.s1',
      'b/full.f0.s1',
      'a/full.f1.s1',
      'b/full.f1.s1',
    ]);
    start('a/full.f0.s1');
    admitted.settle();
    expect(admitted.fill(pools(9))).toEqual([]);
    fail('a/full.f0.s1');
    admitted.settle();
    expect(idsOf(admitted.fill(pools(9)))).toEqual(['a/full.f2.s1']);
  });

  it('are taken away when they are paused or cancelled, and come back when they are wanted', () => {
    const { admitted, control } = fleetOf(studyOf('a', 2), studyOf('b', 2));
    admitted.fill(pools(4));
    control('a', { desired: 'pause' });
    expect(idsOf(admitted.settle())).toEqual(['a/full.f0.s1', 'a/full.f1.s1']);
    expect(admitted.fill(pools(4))).toEqual([]);
    control('a', { desired: 'run', revision: 2 });
    expect(idsOf(admitted.fill(pools(4)))).toEqual(['a/full.f0.s1', 'a/full.f1.s1']);
  });

  it('are charged with what they take, once, and with what they took before they were paused', () => {
    const { admitted, start, succeed, pause, control } = fleetOf(studyOf('a', 4), studyOf('b', 4));
    admitted.fill(pools(2));
    start('a/full.f0.s1');
    start('b/full.f0.s1');
    const own = { desired: 'pause', priority: null, sinceEdition: 1 } as const;
    control('a', { trials: { 'full.f0.s1': own } });
    pause('a/full.f0.s1', 300);
    succeed('b/full.f0.s1', 200, 200);
    expect(idsOf(admitted.fill(pools(1)))).toEqual(['b/full.f1.s1']);
    control('a', { revision: 2 });
    expect(idsOf(admitted.fill(pools(2)))).toEqual(['a/full.f0.s1']);
    start('a/full.f0.s1', 900);
    succeed('a/full.f0.s1', 50, 950);
    start('b/full.f1.s1', 900);
    succeed('b/full.f1.s1', 200, 1100);
    // a has had 350 s, b 400.
    expect(idsOf(admitted.fill(pools(1)))).toEqual(['a/full.f1.s1']);
  });

  it('keep the price that their slot had when they began', () => {
    const large = { queue: 'large', labels: { gpu: 'h100' }, slots: 1, window: 3 };
    const { admitted, index, policy, start, succeed } = fleetOf(
      studyOf('a', 3, { requires: { gpu: 'h100' } }),
      studyOf('b', 3),
    );
    policy.prices = [{ labels: { gpu: 'h100' }, perSlotHour: 9 }];
    const fleet = [...pools(1), large];
    admitted.fill(fleet);
    start('a/full.f0.s1');
    start('b/full.f0.s1');
    policy.prices = [];
    policy.pricePerSlotHour = 3;
    succeed('a/full.f0.s1', 100, 100);
    admitted.fill(fleet);
    start('a/full.f1.s1', 100);
    const priceOf = (studyId: string, trialId: string) =>
      index.find(studyId)?.trials.get(trialId)?.perSlotHour;
    expect(priceOf('a', 'full.f0.s1')).toBe(9);
    expect(priceOf('b', 'full.f0.s1')).toBe(2);
    expect(priceOf('a', 'full.f1.s1')).toBe(3);
    expect(priceOf('a', 'full.f2.s1')).toBeNull();
    policy.prices = [{ labels: { gpu: 'h100' }, perSlotHour: 9 }];
    expect(admitted.contextOf('b').pricePerHour).toBe(9);
    admitted.fill(pools(1));
    expect(admitted.contextOf('b').pricePerHour).toBe(3);
  });

  it('keep their place while they wait for their next attempt', () => {
    const { admitted, add } = fleetOf(studyOf('a', 3));
    admitted.fill(pools(2));
    admitted.found({
      studyId: 'a',
      trialId: 'full.f0.s1',
      rank: 1,
      queue: 'tasks',
      place: 'asleep',
    });
    add(studyOf('b', 3));
    expect(idsOf(admitted.replan(pools(2)).withdrawn)).toEqual(['a/full.f1.s1']);
    expect(waitingOf(admitted)).toEqual(['b/full.f0.s1']);
    // It may have woken: it waits for a slot then, as all do.
    expect(idsOf(admitted.inLine()).slice(0, 2)).toEqual(['a/full.f0.s1', 'b/full.f0.s1']);
  });

  it('say what holds back the others', () => {
    const { admitted, start, succeed } = fleetOf(
      studyOf('few', 5, { maxParallel: 3 }),
      studyOf('short', 5, { budget: { maxHours: 2.5 } }),
    );
    const holdsOf = (studyId: string) =>
      admitted.inLine().flatMap((trial) => (trial.studyId === studyId ? [trial.hold] : []));
    const atLimit = 'max-parallel';
    expect(holdsOf('few')).toEqual([null, null, null, atLimit, atLimit]);
    // Nothing is known of how long its trials take.
    expect(holdsOf('short')).toEqual([null, null, null, null, null]);
    admitted.fill(pools(2));
    start('few/full.f0.s1');
    expect(holdsOf('few')).toEqual([null, null, atLimit, atLimit]);
    start('short/full.f0.s1');
    succeed('short/full.f0.s1', 3600, 3600);
    expect(holdsOf('short')).toEqual([null, 'budget', 'budget', 'budget']);
  });

  it('wait for a result that another study of theirs is about to have, and for no other', () => {
    const grown = studyOf('grown', 3, { seeds: [1, 2] });
    const { admitted, control, start, succeed, fail } = fleetOf(studyOf('first', 3), {
      ...grown,
      reuse: ['first'],
    });
    // Two trials of the first are next; the third may wait for long.
    control('first', { priority: 5 });
    admitted.replan(pools(2));
    expect(waitingOf(admitted)).toEqual(['first/full.f0.s1', 'first/full.f1.s1']);
    const holds = () =>
      Object.fromEntries(
        admitted
          .inLine()
          .filter(({ studyId }) => studyId === 'grown')
          .map(({ trialId, hold }) => [trialId, hold]),
      );
    const awaiting = { 'full.f0.s1': 'reuse', 'full.f1.s1': 'reuse' };
    const free = { 'full.f2.s1': null, 'full.f0.s2': null, 'full.f1.s2': null, 'full.f2.s2': null };
    expect(holds()).toEqual({ ...awaiting, ...free });
    start('first/full.f0.s1');
    start('first/full.f1.s1');
    control('first', { desired: 'pause', revision: 2 });
    expect(idsOf(admitted.fill(pools(2)))).toEqual(['grown/full.f2.s1', 'grown/full.f0.s2']);
    expect(holds()).toMatchObject(awaiting);
    // One has it, and there is none to be had of the other.
    succeed('first/full.f0.s1', 60, 60);
    fail('first/full.f1.s1');
    expect(holds()).toMatchObject({ 'full.f0.s1': null, 'full.f1.s1': null });
    start('grown/full.f2.s1');
    expect(idsOf(admitted.fill(pools(2)))).toEqual(['grown/full.f0.s1']);
  });

  it('are taken over from a queue that is full of them, and are thinned out', () => {
    const { admitted } = fleetOf(studyOf('a', 6));
    for (const fold of [0, 1, 2, 3, 4, 5]) {
      const trialId = `full.f${fold}.s1`;
      admitted.found({ studyId: 'a', trialId, rank: 1001, queue: 'tasks', place: 'waiting' });
    }
    expect(idsOf(admitted.replan(pools(2)).withdrawn)).toHaveLength(4);
    expect(waitingOf(admitted)).toEqual(['a/full.f0.s1', 'a/full.f1.s1']);
  });

  it('wait again when their jobs are lost', () => {
    const { admitted } = fleetOf(studyOf('a', 2));
    admitted.fill(pools(1));
    admitted.lost({ studyId: 'a', trialId: 'full.f0.s1' });
    expect(idsOf(admitted.inLine())).toEqual(['a/full.f0.s1', 'a/full.f1.s1']);
    expect(idsOf(admitted.fill(pools(1)))).toEqual(['a/full.f0.s1']);
  });

  it('go where workers have what their study requires', () => {
    const requires = { gpu: 'h100', memoryGb: 40 };
    const { admitted } = fleetOf(studyOf('a', 3), studyOf('b', 3, { requires }));
    const plain = { queue: 'tasks', labels: {}, slots: 1, window: 2 };
    const old = { queue: 'old', labels: { gpu: 'a100', memoryGb: 80 }, slots: 1, window: 2 };
    const big = { queue: 'big', labels: { gpu: 'nvidia-h100', memoryGb: 80 }, slots: 1, window: 2 };
    const queuesOf = (trials: readonly AdmittedTrial[]) =>
      trials.map(({ studyId, queue }) => `${studyId} in ${queue}`).sort();
    expect(queuesOf(admitted.fill([plain, old]))).toEqual(['a in old', 'a in tasks', 'a in tasks']);
    expect(queuesOf(admitted.fill([plain, old, big]))).toEqual(['b in big', 'b in big']);
    expect(admitted.fill([plain, old, big])).toEqual([]);
  });

  it('are moved where slots are idle', () => {
    const { admitted, start } = fleetOf(studyOf('a', 3));
    const plain = { queue: 'tasks', labels: {}, slots: 1, window: 4 };
    const late = { queue: 'late', labels: { gpu: 'h100' }, slots: 1, window: 4 };
    admitted.fill([plain]);
    start('a/full.f0.s1');
    admitted.settle();
    expect(admitted.isUneven([plain])).toBe(false);
    expect(admitted.isUneven([plain, late])).toBe(true);
    const { admitted: added, withdrawn } = admitted.replan([plain, late]);
    expect(added.map(({ trialId, queue }) => [trialId, queue])).toEqual([['full.f1.s1', 'late']]);
    expect(idsOf(withdrawn)).toEqual(['a/full.f1.s1']);
    expect(admitted.isUneven([plain, late])).toBe(false);
  });
});
