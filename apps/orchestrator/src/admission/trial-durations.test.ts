import type { Study, StudySpecInput } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { epochsOf, fleetBegan, fleetOf, studyOf } from './fleet.fixture.js';

const model = { backbone: 'tiny', imageSizePx: 32 } as const;
const armsOf = (epochs: number): Partial<StudySpecInput> => ({
  arms: { explicit: [{ name: 'longer', overrides: { training: epochsOf(epochs) } }] },
});

function fleetWith(...studies: readonly Study[]) {
  const fleet = fleetOf(...studies);
  fleet.admitted.fill([{ queue: 'tasks', labels: {}, slots: 1, window: 16 }]);
  return fleet;
}

function after(afterSeconds: number, fleet: ReturnType<typeof fleetOf>) {
  const { index, durations } = fleet;
  const now = new Date(Date.parse(fleetBegan) + 1000 * afterSeconds);
  return (studyId: string, variant: string) => {
    const record = index.find(studyId);
    return record ? durations.ofVariant(record, variant, now) : null;
  };
}

/** One that takes 10 s besides its epochs of 5 s each. */
function train(fleet: ReturnType<typeof fleetOf>, id: string, begins: number, epochs = 4): number {
  fleet.start(id, begins);
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    fleet.epoch(id, epoch, begins + 10 + 5 * epoch);
  }
  const seconds = 10 + 5 * epochs;
  fleet.succeed(id, seconds, begins + seconds);
  return begins + seconds;
}

describe('how long a trial takes', () => {
  it('of a variant that has ended none follows its epochs, and not what comes besides them', () => {
    const fleet = fleetWith(studyOf('a', 4, armsOf(40)));
    const ends = train(fleet, 'a/full.f0.s1', 0);
    const [full, longer] = ['full', 'longer'].map((name) => after(ends, fleet)('a', name));
    expect(full).toMatchObject({ seconds: 30, trials: 1 });
    expect(longer?.seconds).toBeCloseTo(10 + 40 * 5);
    expect(longer).toMatchObject({ error: 0.2, trials: 1 });
  });

  it('follows the pixels that its network sees', () => {
    const larger = { name: 'larger', overrides: { model: { imageSizePx: 64 } } };
    const fleet = fleetWith(studyOf('a', 4, { arms: { explicit: [larger] } }));
    const ends = train(fleet, 'a/full.f0.s1', 0);
    // Four times as many, of which the head computes the same as before.
    const seconds = after(ends, fleet)('a', 'larger')?.seconds;
    expect(seconds).toBeGreaterThan(10 + 3.5 * 20);
    expect(seconds).toBeLessThan(10 + 4 * 20);
  });

  it('follows how early others of the study have stopped', () => {
    const fleet = fleetWith(studyOf('a', 4, armsOf(40)));
    const ends = train(fleet, 'a/full.f0.s1', 0, 2);
    expect(after(ends, fleet)('a', 'longer')?.seconds).toBeCloseTo(10 + 20 * 5);
    fleet.start('a/full.f1.s1', ends);
    fleet.epoch('a/full.f1.s1', 1, ends + 5);
    const record = fleet.index.find('a');
    const trial = record?.trials.get('full.f1.s1');
    const now = new Date(Date.parse(fleetBegan) + 1000 * (ends + 5));
    // It has done half of the two epochs that are expected of it.
    expect(record && trial && fleet.durations.ofRunning(record, trial, now)?.seconds).toBe(10);
  });

  it('is judged by such a network in other studies before any trial of the study has run', () => {
    const baseline = { model, training: epochsOf(8) };
    const fleet = fleetWith(studyOf('a', 4), studyOf('b', 4, { baseline }));
    const ends = train(fleet, 'a/full.f0.s1', 0);
    const duration = after(ends, fleet)('b', 'full');
    expect(duration?.seconds).toBeCloseTo(10 + 8 * 5);
    expect(duration).toMatchObject({ error: 0.5, trials: 1 });
    const wide = { model: { ...model, imageSizePx: 64 }, training: epochsOf(8) };
    fleet.add(studyOf('c', 4, { baseline: wide }));
    expect(after(ends, fleet)('c', 'full')).toBeNull();
  });

  it('is that of later trials where the only one of its variant was the first of its worker', () => {
    const fleet = fleetWith(studyOf('a', 4, armsOf(5)));
    fleet.start('a/full.f0.s1', 0);
    for (const epoch of [1, 2, 3, 4]) fleet.epoch('a/full.f0.s1', epoch, 60 + 5 * epoch);
    fleet.succeed('a/full.f0.s1', 80, 80);
    expect(after(80, fleet)('a', 'full')?.seconds).toBe(80);
    const ends = train(fleet, 'a/longer.f0.s1', 80);
    expect(after(ends, fleet)('a', 'full')?.seconds).toBeCloseTo(30);
  });
});
