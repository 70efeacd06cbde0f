import { expect, it } from 'vitest';
import { forecastFleet, type ForecastParts } from './fleet-forecast.js';
import { epochsOf, fleetBegan, fleetOf, studyOf } from './fleet.fixture.js';
import type { Pool } from './pools.js';

const plain = (slots: number): Pool => ({ queue: 'tasks', labels: {}, slots, window: 16 });
const begun = Date.parse(fleetBegan);

function outlookOf(
  fleet: ReturnType<typeof fleetOf>,
  pools: readonly Pool[],
  afterSeconds: number,
  terms: ForecastParts['terms'] = { pricePerSlotHour: 2, prices: [] },
) {
  const { index, durations, admitted } = fleet;
  const { studies } = forecastFleet({
    index,
    pools,
    admitted: admitted.list(),
    inLine: admitted.inLine(),
    durations,
    terms,
    now: new Date(begun + 1000 * afterSeconds),
  });
  const seconds = (time: string | null | undefined) =>
    time ? (Date.parse(time) - begun) / 1000 : null;
  return studies.map(({ studyId, trialsLeft, startsAt, endsAt, slotHoursLeft, ...rest }) => ({
    studyId,
    trialsLeft,
    startsAt: seconds(startsAt),
    endsAt: [endsAt?.earliest, endsAt?.expected, endsAt?.latest].map(seconds),
    slotSecondsLeft: slotHoursLeft === null ? null : Math.round(3600 * slotHoursLeft),
    cost: rest.cost,
    basedOnTrials: rest.basedOnTrials,
  }));
}

it('tells when studies end by how long their trials took', () => {
  const fleet = fleetOf(studyOf('a', 6), studyOf('b', 2));
  fleet.admitted.fill([plain(2)]);
  // Each of another worker: all are alike.
  fleet.start('a/full.f0.s1', 0, 'u');
  fleet.start('b/full.f0.s1', 0, 'v');
  fleet.succeed('a/full.f0.s1', 90, 90);
  fleet.start('a/full.f1.s1', 90, 'w');
  fleet.succeed('a/full.f1.s1', 110, 200);
  fleet.succeed('b/full.f0.s1', 200, 200);
  fleet.start('a/full.f2.s1', 200);
  fleet.start('b/full.f1.s1', 200);
  // After 250 s: of a one trial has 50 s left and three have 100 s each; of b one has 150 s left.
  const [a, b] = outlookOf(fleet, [plain(2)], 250);
  expect(a).toMatchObject({ studyId: 'a', trialsLeft: 4, startsAt: 250, slotSecondsLeft: 350 });
  // One slot trains a until 300 s, and then a to 400 and 500 s; the other one b until 400 s, and a to 500 s.
  expect(a?.endsAt[1]).toBeCloseTo(500);
  expect(a?.endsAt[0]).toBeLessThan(500);
  expect(a?.endsAt[2]).toBeGreaterThan(500);
  expect(a?.cost).toBeCloseTo((2 * 350) / 3600);
  expect(a?.basedOnTrials).toBe(2);
  expect(b).toMatchObject({ studyId: 'b', trialsLeft: 1, basedOnTrials: 1 });
  expect(b?.endsAt[1]).toBeCloseTo(400);
});

it('judges the first trial by how far it has got', () => {
  const fleet = fleetOf(studyOf('a', 2));
  fleet.admitted.fill([plain(1)]);
  expect(outlookOf(fleet, [plain(1)], 0)).toMatchObject([
    { startsAt: 0, endsAt: [null, null, null], slotSecondsLeft: null, cost: null },
  ]);
  fleet.start('a/full.f0.s1');
  fleet.epoch('a/full.f0.s1', 1, 50);
  // A quarter took 50 s: 150 s more, and 200 s for the other one.
  const [a] = outlookOf(fleet, [plain(1)], 50);
  expect(a?.endsAt[1]).toBeCloseTo(400);
  expect(a).toMatchObject({ slotSecondsLeft: 350, basedOnTrials: 0 });
});

it('knows that the first trial of a worker and its first epoch are slower', () => {
  const fleet = fleetOf(studyOf('a', 4));
  fleet.admitted.fill([plain(1)]);
  fleet.start('a/full.f0.s1');
  fleet.epoch('a/full.f0.s1', 1, 40);
  fleet.epoch('a/full.f0.s1', 2, 50);
  // Two epochs of 10 s are left of it, and three trials of four.
  expect(outlookOf(fleet, [plain(1)], 50)[0]?.endsAt[1]).toBeCloseTo(190);
  fleet.succeed('a/full.f0.s1', 70, 70);
  fleet.start('a/full.f1.s1', 70);
  fleet.succeed('a/full.f1.s1', 50, 120);
  const [a] = outlookOf(fleet, [plain(1)], 120);
  expect(a).toMatchObject({ trialsLeft: 2, slotSecondsLeft: 100, basedOnTrials: 1 });
});

it('keeps to how many may run at once, and to who may run them', () => {
  const fleet = fleetOf(
    studyOf('a', 3, { maxParallel: 1 }),
    studyOf('b', 2, { requires: { gpu: 'h100' } }),
  );
  fleet.admitted.fill([plain(2)]);
  fleet.start('a/full.f0.s1');
  fleet.succeed('a/full.f0.s1', 100, 100);
  fleet.admitted.fill([plain(2)]);
  const [a, b] = outlookOf(fleet, [plain(2)], 100);
  expect(a?.endsAt[1]).toBeCloseTo(300);
  expect(b).toMatchObject({ studyId: 'b', trialsLeft: 2, startsAt: null });
});

it('says what is left costs by the prices of the slots that it is on', () => {
  const large: Pool = { queue: 'tasks-h100', labels: { gpu: 'h100' }, slots: 1, window: 16 };
  const pools = [plain(1), large];
  const fleet = fleetOf(studyOf('a', 3), studyOf('b', 2, { requires: { gpu: 'h100' } }));
  fleet.admitted.fill([plain(1)]);
  fleet.start('a/full.f0.s1');
  fleet.succeed('a/full.f0.s1', 3600, 3600);
  const costs = (terms: ForecastParts['terms']) =>
    outlookOf(fleet, pools, 3600, terms).map(({ studyId, cost }) => [studyId, cost]);
  const prices = [
    { labels: { gpu: 'h100' }, perSlotHour: 3 },
    { labels: { gpu: 'h100', memoryGb: 8 }, perSlotHour: 7 },
  ];
  // Trials of b have the network of those of a, and train on half of the images in place of two thirds.
  expect(costs({ pricePerSlotHour: 1, prices })).toEqual([
    ['a', expect.closeTo(4)],
    ['b', expect.closeTo(4.5)],
  ]);
  expect(costs({ pricePerSlotHour: null, prices })).toEqual([
    ['a', null],
    ['b', expect.closeTo(4.5)],
  ]);
});

it('counts no more slots than there are trials, and knows nothing of times that make no sense', () => {
  const fleet = fleetOf(studyOf('a', 2));
  fleet.admitted.fill([plain(1)]);
  fleet.start('a/full.f0.s1');
  fleet.epoch('a/full.f0.s1', 1, 50);
  const [few] = outlookOf(fleet, [plain(2)], 50);
  expect(outlookOf(fleet, [plain(1e9)], 50)).toEqual([few]);
  fleet.succeed('a/full.f0.s1', 1e300, 100);
  expect(outlookOf(fleet, [plain(1)], 100)).toMatchObject([{ endsAt: [null, null, null] }]);
});

/** Three studies of 8 trials on one slot: epochs of .05 s, .5 s besides them, 2 s more of the first trial. */
it('stays right while studies with longer and shorter trials share a slot', () => {
  const baselineOf = (epochs: number) => ({
    baseline: { model: { backbone: 'tiny', imageSizePx: 32 } as const, training: epochsOf(epochs) },
  });
  const longer = { name: 'longer', overrides: { training: epochsOf(80) } };
  const fleet = fleetOf(
    studyOf('short', 4, { ...baselineOf(30), seeds: [1, 2] }),
    studyOf('long', 4, { ...baselineOf(90), seeds: [1, 2] }),
    studyOf('mixed', 4, { ...baselineOf(20), arms: { explicit: [longer] } }),
  );
  const { admitted, index } = fleet;
  const pool = plain(1);
  const said = new Map<string, { readonly at: number; readonly ends: number }[]>();
  const ends = new Map<string, number>();
  let now = 2;
  admitted.fill([pool]);
  for (;;) {
    const [first] = admitted.list().toSorted((a, b) => a.rank - b.rank);
    if (!first) break;
    const { studyId, trialId } = first;
    const id = `${studyId}/${trialId}`;
    const variant = trialId.split('.')[0];
    const { study } = index.find(studyId) ?? {};
    const { config } = study?.variants.find(({ name }) => name === variant) ?? {};
    const { epochs = 0 } = config?.training.stages[0] ?? {};
    const begins = now;
    fleet.start(id, now === 2 ? 0 : now);
    now += 0.5;
    for (let epoch = 1; epoch <= epochs; epoch += 1) fleet.epoch(id, epoch, (now += 0.05));
    fleet.succeed(id, now - (begins === 2 ? 0 : begins), now);
    admitted.fill([pool]);
    if (admitted.isMisjudged()) admitted.replan([pool]);
    ends.set(studyId, now);
    if (index.find(studyId)?.tally.states.succeeded !== 2) continue;
    for (const outlook of outlookOf(fleet, [pool], now)) {
      const so = said.get(outlook.studyId) ?? [];
      said.set(outlook.studyId, [...so, { at: now, ends: outlook.endsAt[1] ?? NaN }]);
    }
  }
  const off = [...said].flatMap(([studyId, forecasts]) => {
    const end = ends.get(studyId) ?? NaN;
    return forecasts.map((forecast) => Math.abs(forecast.ends - end) / (end - forecast.at));
  });
  expect(off).toHaveLength(9);
  expect(Math.max(...off)).toBeLessThan(0.2);
});
