import { randomStream } from '@crossfold/random';
import { expect, it } from 'vitest';
import { dropFromRace, nextRaceLook } from './race.js';
import { raceThreshold, type RaceRule } from './race-thresholds.js';
import { moments } from './resampled-t-test.js';
import { studentQuantile } from './student-t.js';

const rule = { keep: 1, confidence: 0.95, minCells: 3, plannedCells: 10, racers: 3 };
const racer = (name: string, scores: readonly number[], stays = false) => ({ name, scores, stays });

const noise = [0.01, -0.01, 0.02, -0.02, 0];
const best = racer('best', [0.8, 0.82, 0.78, 0.81, 0.79]);
const near = racer(
  'near',
  best.scores.map((score, i) => score - 0.005 - (noise[i] ?? 0)),
);
const far = racer(
  'far',
  best.scores.map((score, i) => score - 0.3 + (noise[i] ?? 0)),
);

it('drops what is far behind and keeps what is near', () => {
  const drops = dropFromRace([best, near, far], rule);
  expect(drops.map(({ name }) => name)).toEqual(['far']);
  expect(drops[0]?.leads.map(({ rival }) => rival)).toEqual(['best', 'near']);
});

it('keeps the baseline, and those of whom fewer rivals are ahead than are to be found', () => {
  expect(dropFromRace([best, near, { ...far, stays: true }], rule)).toEqual([]);
  expect(dropFromRace([best, far], { ...rule, keep: 2 })).toEqual([]);
  expect(dropFromRace([best, near, far], { ...rule, keep: 2 })).toHaveLength(1);
});

it('drops exactly where the lead exceeds what the cells to come can make up', () => {
  // Two racers: the pooled variance is the pair's own, 2·Σ(d − d̄)²/2 over (b − 1).
  const differences = [0.01, 0.03, 0.02, 0.04];
  const pair = { ...rule, racers: 2 };
  const variance = 0.0005 / 3;
  const error = Math.sqrt(variance * (1 / 4 - 1 / 10));
  const least = -studentQuantile(raceThreshold(pair, 4), 3) * error;
  const ahead = (by: number) =>
    dropFromRace(
      [
        racer(
          'a',
          differences.map((d) => 0.5 + d - 0.025 + by),
        ), // mean lead `by`
        racer('b', [0.5, 0.5, 0.5, 0.5]),
      ],
      pair,
    );
  expect(ahead(least * 0.999)).toEqual([]);
  const [drop] = ahead(least * 1.001);
  expect(drop?.leads[0]?.standardError).toBeCloseTo(error, 12);
  expect(drop?.leads[0]?.df).toBe(3);
});

it('looks at whole blocks in their order, whatever has ended beyond', () => {
  const short = { ...best, scores: best.scores.slice(0, 4) };
  const early = [short, near, far].map((own) => ({ ...own, scores: own.scores.slice(0, 4) }));
  const look = nextRaceLook([short, near, far], rule, 0);
  expect(look).toEqual(nextRaceLook(early, rule, 0));
  expect(look?.drops.map(({ name }) => name)).toEqual(['far']);
  // Nothing new before the block is whole.
  expect(nextRaceLook([short, near, far], rule, 4)).toBeNull();
  const open = { ...best, scores: [0.8, undefined, 0.78, 0.81] };
  expect(nextRaceLook([open, near, far], rule, 0)).toBeNull();
});

it('leaves one without a score out of the look', () => {
  const failed = { ...far, scores: [0.5, null, 0.5, 0.5, 0.5] };
  expect(nextRaceLook([best, near, failed], rule, 0)).toBeNull();
});

it('is not sure of differences that are equal on a few cells', () => {
  const pair = { ...rule, racers: 2 };
  const behind = racer(
    'behind',
    best.scores.map((score) => score - 0.25),
  );
  expect(
    dropFromRace([racer('best', [0.5, 0.5, 0.5]), racer('c', [0.25, 0.25, 0.25])], pair),
  ).toEqual([]);
  expect(dropFromRace([best, behind, near], rule)).toHaveLength(1);
});

it('has nothing to drop when all cells are there, or before the first look', () => {
  expect(dropFromRace([best, near, far], { ...rule, plannedCells: 5 })).toEqual([]);
  expect(dropFromRace([best, near, far], { ...rule, minCells: 6 })).toEqual([]);
});

it('keeps the winner of a recorded study and saves trials of those far behind', () => {
  // Balanced accuracy of 10 cells, of all variants in the same order: the first is the baseline.
  const recorded = {
    full: [0.71, 0.68, 0.73, 0.7, 0.69, 0.72, 0.7, 0.67, 0.71, 0.7],
    'no-focal': [0.7, 0.69, 0.72, 0.7, 0.68, 0.73, 0.69, 0.68, 0.7, 0.7],
    wider: [0.73, 0.69, 0.75, 0.72, 0.71, 0.73, 0.72, 0.7, 0.72, 0.73],
    'no-augment': [0.64, 0.6, 0.67, 0.62, 0.63, 0.64, 0.63, 0.6, 0.65, 0.62],
    'no-fc': [0.51, 0.49, 0.55, 0.5, 0.48, 0.52, 0.5, 0.47, 0.53, 0.5],
    'no-gap': [0.69, 0.67, 0.7, 0.69, 0.66, 0.7, 0.69, 0.66, 0.69, 0.68],
  };
  const names = Object.keys(recorded);
  const own = { ...rule, racers: names.length };
  let racing = Object.entries(recorded).map(([name, scores], i) => racer(name, scores, i === 0));
  const left: [name: string, cells: number][] = [];
  for (let cells = 1; cells <= own.plannedCells; cells++) {
    // Scores come one by one, as in a study; a look sees no more than has ended.
    const seen = racing.map((one) => ({ ...one, scores: one.scores.slice(0, cells) }));
    const look = nextRaceLook(seen, own, cells - 1);
    for (const { name } of look?.drops ?? []) left.push([name, cells]);
    racing = racing.filter(({ name }) => !left.some(([gone]) => gone === name));
  }
  const saved = left.reduce((sum, [, cells]) => sum + own.plannedCells - cells, 0);
  const means = Object.entries(recorded).map(([name, scores]) => [name, moments(scores).mean]);
  const [winner] = means.toSorted(([, a], [, b]) => Number(b) - Number(a))[0] ?? [];
  expect(winner).toBe('wider');
  expect(racing.map(({ name }) => name)).toEqual(['full', 'wider']);
  expect(left).toEqual([
    ['no-augment', 3],
    ['no-fc', 3],
    ['no-gap', 3],
    ['no-focal', 5],
  ]);
  // Of 60 trials.
  expect(saved).toBe(26);
});

/** Share of races with a last look that dropped one of the first `keep`, all of which end level. */
function lostShare(own: RaceRule, races: number): number {
  const random = randomStream('race.test', own.keep, own.racers);
  let lost = 0;
  for (let race = 0; race < races; race++) {
    let racing = Array.from({ length: own.racers }, (_, i) => {
      const scores = Array.from({ length: own.plannedCells }, () => random.normal());
      const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
      // Those of the best that are not watched are ahead for sure.
      const ahead = i > 0 && i < own.keep ? 100 : 0;
      return racer(
        String(i),
        scores.map((score) => score - mean + ahead),
        i > 0,
      );
    });
    let cells = 0;
    for (let look = nextRaceLook(racing, own, 0); look; look = nextRaceLook(racing, own, cells)) {
      const left = look.drops.map(({ name }) => name);
      racing = racing.filter(({ name }) => !left.includes(name));
      cells = look.cells;
    }
    lost += Number(racing[0]?.name !== '0');
  }
  return lost / races;
}

it('loses one that ends level with all others as often as stated, and hardly less often', () => {
  const own = { ...rule, racers: 7 };
  const lost = lostShare(own, 1500);
  expect(lost).toBeLessThan(0.06);
  expect(lost).toBeGreaterThan(0.03);
  // Each of three may be lost.
  expect(lostShare({ ...own, keep: 3 }, 500)).toBeLessThan(0.06);
});

it('shares the error among looks by the cells that are left, and gives each more than Bonferroni', () => {
  const own = { ...rule, racers: 7 };
  const thresholds = [3, 4, 5, 6, 7, 8, 9].map((cells) => raceThreshold(own, cells));
  for (const [look, threshold] of thresholds.entries()) {
    expect(threshold).toBeCloseTo(((7 - look) / 7) * (thresholds[0] ?? 0), 12);
    expect(threshold).toBeGreaterThan((0.05 * (7 - look)) / (28 * 6));
  }
  // Too sure to be drawn: the sum of all errors.
  const sure = { ...own, confidence: 0.9999 };
  expect(raceThreshold(sure, 3)).toBeCloseTo((0.0001 * 7) / (28 * 6), 12);
  expect(raceThreshold(own, 2)).toBe(0);
  expect(raceThreshold(own, 10)).toBe(0);
});
