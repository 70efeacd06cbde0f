import { firstScheme, type TestTimeAugmentation } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../metrics/evaluate.js';
import { groupDifferenceIntervals, groupIntervals } from '../metrics/group-intervals.js';
import { combineVotes, rowsOf } from './combine.js';
import { scoreViews } from './score-views.js';

const labels = Array.from({ length: 210 }, (_, i) => i % 7);
const imageIds = labels.map((_, i) => `image-${i}`);
const groups = new Map(imageIds.map((imageId, i) => [imageId, `lesion-${i % 70}`]));
const classes = firstScheme.classes;
const images = { classes, imageIds, labels, groups, combination: 'mean' as const };
const sets: TestTimeAugmentation[] = ['none', 'dihedral8'];

function member(seed: number, fold: number) {
  const probabilities = new Map(
    sets.map((set, s) => {
      const stream = randomStream('views', seed, fold, set);
      const flat = Float32Array.from({ length: 7 * labels.length }, () => stream.uniform());
      labels.forEach(
        (label, i) => (flat[7 * i + label] = (flat[7 * i + label] ?? 0) + 0.4 + s / 5),
      );
      for (let i = 0; i < labels.length; i++) {
        const row = flat.subarray(7 * i, 7 * i + 7);
        const sum = row.reduce((total, p) => total + p, 0);
        row.forEach((p, c) => (row[c] = p / sum));
      }
      return [set, flat] as const;
    }),
  );
  return { seed, weight: 0.25, probabilities };
}

const members = [member(1, 0), member(1, 1), member(2, 0), member(2, 1)];

/** Predictions of some members together. */
function together(some: typeof members, set: TestTimeAugmentation) {
  const votes = some.map(({ probabilities }) => ({
    weight: 1 / some.length,
    probabilities: Float64Array.from(probabilities.get(set) ?? []),
  }));
  const probabilities = rowsOf(combineVotes(votes, 7, 'mean'), 7);
  return { classes, imageIds, labels, probabilities };
}

describe('scoreViews', () => {
  const rows = scoreViews(members, sets, images);
  const find = (by: string, views: string) =>
    rows.find((row) => row.by === by && row.views === views);

  it('has a row for single members, one seed and all, with each set of views', () => {
    expect(rows.map(({ by, views, models }) => [by, views, models])).toEqual([
      ...[
        ['single', 'none', 4],
        ['single', 'dihedral8', 4],
      ],
      ...[
        ['oneSeed', 'none', 2],
        ['oneSeed', 'dihedral8', 2],
      ],
      ...[
        ['allSeeds', 'none', 1],
        ['allSeeds', 'dihedral8', 1],
      ],
    ]);
    const alone = members.map((one) => evaluate(together([one], 'none'), null).scores);
    const mean = alone.reduce((sum, { macroF1 }) => sum + macroF1, 0) / 4;
    const squares = alone.reduce((sum, { macroF1 }) => sum + (macroF1 - mean) ** 2, 0);
    expect(find('single', 'none')?.scores.macroF1).toBeCloseTo(mean, 12);
    expect(find('single', 'none')?.sd?.macroF1).toBeCloseTo(Math.sqrt(squares / 3), 12);
    const seeds = [members.slice(0, 2), members.slice(2)].map(
      (some) => evaluate(together(some, 'dihedral8'), null).scores.top2,
    );
    const [one = NaN, two = NaN] = seeds;
    expect(find('oneSeed', 'dihedral8')?.scores.top2).toBeCloseTo((one + two) / 2, 12);
    expect(find('oneSeed', 'dihedral8')?.sd?.top2).toBeCloseTo(
      Math.abs(one - two) / Math.SQRT2,
      12,
    );
  });

  it('scores the ensemble of all as it is scored alone, intervals too', () => {
    const whole = together(members, 'dihedral8');
    const { scores } = evaluate(whole, null);
    const row = find('allSeeds', 'dihedral8');
    expect(row?.sd).toBeNull();
    expect(row?.scores.balancedAccuracy).toBeCloseTo(scores.balancedAccuracy, 12);
    expect(row?.scores.top3).toBe(scores.top3);
    const { macroF1 } = groupIntervals(whole, groups);
    expect(row?.intervals.macroF1[0]).toBeCloseTo(macroF1[0], 12);
    expect(row?.intervals.macroF1[1]).toBeCloseTo(macroF1[1], 12);
  });

  it('pairs each row with single members and with no views', () => {
    const row = find('allSeeds', 'dihedral8');
    const singles = members.map((one) => together([one], 'dihedral8'));
    const paired = groupDifferenceIntervals(together(members, 'dihedral8'), singles, groups);
    expect(row?.overSingle?.intervals.macroF1[0]).toBeCloseTo(paired.macroF1[0], 12);
    const plain = groupDifferenceIntervals(
      together(members, 'dihedral8'),
      [together(members, 'none')],
      groups,
    );
    expect(row?.overPlain?.intervals.macroF1[1]).toBeCloseTo(plain.macroF1[1], 12);
    const other = find('allSeeds', 'none')?.scores.accuracy ?? NaN;
    expect(row?.overPlain?.scores.accuracy).toBeCloseTo((row?.scores.accuracy ?? NaN) - other, 12);
    expect(find('allSeeds', 'none')?.overPlain).toBeNull();
    expect(find('single', 'dihedral8')?.overSingle).toBeNull();
  });

  it('pairs the ensemble of all with those of one seed', () => {
    const row = find('allSeeds', 'dihedral8');
    const seeds = [members.slice(0, 2), members.slice(2)];
    const ofSeeds = seeds.map((some) => together(some, 'dihedral8'));
    const paired = groupDifferenceIntervals(together(members, 'dihedral8'), ofSeeds, groups);
    expect(row?.overOneSeed?.intervals.macroF1[0]).toBeCloseTo(paired.macroF1[0], 12);
    const own = find('oneSeed', 'dihedral8')?.scores.accuracy ?? NaN;
    const more = (row?.scores.accuracy ?? NaN) - own;
    expect(row?.overOneSeed?.scores.accuracy).toBeCloseTo(more, 12);
    expect(find('oneSeed', 'dihedral8')?.overOneSeed).toBeNull();
    expect(find('single', 'dihedral8')?.overOneSeed).toBeNull();
  });

  it('names the ensemble of one seed once, and compares with no views only where they are scored', () => {
    const one = scoreViews(members.slice(0, 2), ['dihedral8'], images);
    expect(one.map(({ by, overPlain }) => [by, overPlain])).toEqual([
      ['single', null],
      ['allSeeds', null],
    ]);
  });
});
