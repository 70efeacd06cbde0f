import { contentHash, type Comparison, type Study } from '@crossfold/contracts';
import { compareCells } from '@crossfold/model';
import { expect, it } from 'vitest';
import { countFalseVerdicts, judgeComparisons } from './judge-comparisons.js';

const study = {
  seeds: [1, 2, 3],
  marginPoints: 1,
  foldPlan: { options: { folds: 5 } },
} as unknown as Study;

/** Numbers that are fixed by the key. */
function randomNumbers(key: string) {
  let drawn = 0;
  const uniform = () => parseInt(contentHash([key, drawn++]).slice(0, 12), 16) / 16 ** 12;
  return {
    uniform,
    integer: (bound: number) => Math.floor(bound * uniform()),
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}

/** Not judged yet. */
const bare = {
  cells: 15,
  difference: 0,
  pooled: null,
  p: null,
  adjustedP: null,
  estimate: null,
  verdict: null,
  chances: null,
  power: null,
  outlook: null,
} as Comparison;

/** Arms with differences drawn about effects of some points, five folds of three seeds each. */
function family(random: ReturnType<typeof randomNumbers>, arms: number, isNull = false) {
  const drawn = Array.from({ length: arms }, (_, arm) => {
    const effect = random.integer(3) * 0.02 * random.normal();
    const scale = 0.03 * random.uniform();
    const cells = Array.from({ length: 5 }, () => effect + scale * random.normal()).flatMap(
      (own, unit) =>
        [1, 2, 3].map(() => ({
          unit,
          difference: own + scale * random.uniform() * random.normal(),
        })),
    );
    return { name: `${isNull ? 'null' : 'arm'}-${arm}`, comparison: compareCells(cells, 1 / 4) };
  });
  return {
    comparisons: drawn.flatMap(({ name, comparison }) =>
      comparison ? [[name, comparison] as const] : [],
    ),
    variants: drawn.map(({ name, comparison }) => ({
      name,
      isNull,
      comparison: { ...bare, difference: comparison?.mean ?? NaN },
    })),
  };
}

const leavesOut = ([low, high]: readonly [number, number]) => low > 0 || high < 0;

it('never contradicts itself: verdict, adjusted p and the interval say one thing', () => {
  const seen = new Map<string, number>();
  for (let draw = 0; draw < 60; draw++) {
    const random = randomNumbers(`judge ${draw}`);
    const arms = 1 + random.integer(6);
    const { variants, comparisons } = family(random, arms);
    for (const { comparison } of judgeComparisons(variants, new Map(comparisons), study)) {
      const { difference, adjustedP, p, verdict, estimate, chances, outlook } = comparison;
      if (!estimate || !verdict || !chances) throw new Error('expected a judged comparison');
      const { interval, family: judged } = estimate;
      const isDifferent = verdict === 'helps' || verdict === 'hurts';
      expect(isDifferent).toBe((adjustedP ?? 1) < 0.05);
      expect(isDifferent).toBe(leavesOut(judged.interval));
      expect((p ?? 1) < 0.05).toBe(leavesOut(interval));
      if (isDifferent) expect(verdict).toBe(difference > 0 ? 'helps' : 'hurts');
      if (verdict === 'equal') {
        expect(Math.max(...judged.interval.map(Math.abs))).toBeLessThan(0.01);
        expect(chances.equal).toBeGreaterThan(0.95);
      }
      expect(outlook === null).toBe(verdict !== 'undecided');
      expect(judged.level).toBeGreaterThan(0.05 / arms - 1e-12);
      expect(chances.better + chances.equal + chances.worse).toBeCloseTo(1, 9);
      seen.set(verdict, (seen.get(verdict) ?? 0) + 1);
    }
  }
  for (const verdict of ['helps', 'hurts', 'equal', 'undecided']) {
    expect(seen.get(verdict), verdict).toBeGreaterThan(5);
  }
});

it('tests null arms each alone, and leaves them out of the family of the others', () => {
  const random = randomNumbers('null arms');
  const [arms, nulls] = [family(random, 3), family(random, 4, true)];
  const comparisons = new Map([...arms.comparisons, ...nulls.comparisons]);
  const judged = judgeComparisons([...arms.variants, ...nulls.variants], comparisons, study);
  const alone = judgeComparisons(arms.variants, new Map(arms.comparisons), study);
  expect(judged.slice(0, 3)).toEqual(alone);
  for (const { comparison } of judged.slice(3)) {
    expect(comparison.adjustedP).toBe(comparison.p);
    expect(comparison.estimate?.family.level).toBe(0.05);
  }
  const told = judged.slice(3).filter(({ comparison }) => (comparison.p ?? 1) < 0.05).length;
  expect(countFalseVerdicts(judged)).toMatchObject({ tested: 4, falseVerdicts: told });
  expect(countFalseVerdicts(arms.variants)).toBeNull();
});
