import {
  adjustHolm,
  binomialInterval,
  bootstrapClusters,
  bootstrapDifference,
  chancesOfEquivalence,
  compareCells,
  correctedResampledT,
  intervalOfMean,
  noncentralTCdf,
  normalCdf,
  normalQuantile,
  rankCorrelation,
  studentCdf,
  studentQuantile,
  studentTwoSidedP,
} from '@crossfold/model';
import { randomStream, type RandomStream } from '@crossfold/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePythonEnv, runPython, scikitLearnRequirements } from '../support/python-env.js';

const cases = 300;

function list<T>(
  kind: string,
  make: (random: RandomStream, index: number) => T,
  length = cases,
): T[] {
  return Array.from({ length }, (_, i) => make(randomStream('statistics-parity', kind, i), i));
}

/** Between 10^low and 10^high, evenly in the logarithm. */
function logUniform(random: RandomStream, low: number, high: number): number {
  return 10 ** (low + (high - low) * random.uniform());
}

function sign(random: RandomStream): number {
  return random.uniform() < 0.5 ? -1 : 1;
}

const distributions = list('distribution', (random, i) => {
  const tail = logUniform(random, -12, Math.log10(0.5));
  return {
    df: i % 4 === 0 ? 1 + random.integer(4) : Math.round(logUniform(random, 0, 5)),
    t: sign(random) * logUniform(random, -3, 1.1),
    p: random.uniform() < 0.5 ? tail : 1 - tail,
  };
});

const noncentral = list('noncentral', (random) => ({
  df: 1 + random.integer(60),
  t: sign(random) * 6 * random.uniform(),
  shift: sign(random) * 6 * random.uniform(),
}));

const paired = list('paired', (random) => {
  const count = 2 + random.integer(28);
  const a = Array.from({ length: count }, () => random.uniform());
  const effect = 0.2 * random.normal();
  const b = a.map((value) => value - effect - 0.1 * random.normal());
  return { a, b, testToTrain: 1 / (1 + random.integer(9)) };
});

/** Splits of one to four seeds, of which one at least has two; the parts of the spread vary. */
const layouts = list('layout', (random) => {
  const fold = random.uniform();
  const effect = random.normal();
  const units = Array.from({ length: 2 + random.integer(12) }, (_, unit) => {
    const own = effect + fold * random.normal();
    const seeds = unit === 0 ? 2 : 1 + random.integer(4);
    return Array.from({ length: seeds }, () => own + (1 - fold) * random.normal());
  });
  const level = random.uniform() < 0.5 ? 0.05 : 0.01;
  return { units, testToTrain: 1 / (1 + random.integer(9)), margin: 0.3, level };
});

const families = list('family', (random) =>
  Array.from({ length: 1 + random.integer(12) }, () =>
    random.uniform() < 0.2 ? 0.04 : random.uniform() ** 3,
  ),
);

const rates = list('rate', (random): [number, number] => {
  const trials = 1 + random.integer(200);
  return [random.integer(trials + 1), trials];
});

/** Every second pair with many ties; now and then one side is constant. */
const ranked = list('ranked', (random, i) => {
  const count = 3 + random.integer(60);
  const draw = () => (i % 2 === 0 ? random.normal() : random.integer(5));
  const a = Array.from({ length: count }, draw);
  const b = a.map((value) => (i % 25 === 1 ? 7 : 0.5 * value + draw()));
  return { a, b };
});

const bootstrap = list(
  'bootstrap',
  (random) => {
    const classes = 2 + random.integer(3);
    const clusterCount = classes * (6 + random.integer(10));
    const clusters: string[] = [];
    const labels: number[] = [];
    for (let cluster = 0; cluster < clusterCount; cluster++) {
      for (let image = random.integer(3); image >= 0; image--) {
        clusters.push(`lesion-${cluster}`);
        labels.push(cluster % classes);
      }
    }
    const guess = () =>
      labels.map((label) => (random.uniform() < 0.6 ? label : random.integer(classes)));
    const [predicted, reference] = [guess(), guess()];
    // Of few values, so that many images tie.
    const probabilities = predicted.flatMap((answer) =>
      Array.from({ length: classes }, (_, c) => (c === answer ? 4 : 0) + random.integer(6)),
    );
    return { labels, clusters, classes, predicted, reference, probabilities, seed: 0 };
  },
  200,
);

interface Answers {
  readonly distributions: Record<string, number>[];
  readonly noncentral: number[];
  readonly paired: Record<string, number>[];
  readonly layouts: Record<string, number>[];
  readonly families: { holm: number[] }[];
  readonly rates: number[][];
  /** Null where one side is constant. */
  readonly ranked: (number | null)[];
  /** For both ends of each interval: the share of replicates below it, and not above it. */
  readonly bootstrap: Record<string, [below: number, notAbove: number][]>[];
}

function endsOf(one: (typeof bootstrap)[number]) {
  const own = bootstrapClusters(one);
  const difference = bootstrapDifference(one);
  return {
    balancedAccuracy: own.balancedAccuracy,
    macroF1: own.macroF1,
    accuracy: own.accuracy,
    macroRocAuc: own.macroRocAuc,
    firstRecall: own.recalls?.[0],
    balancedAccuracyDifference: difference.balancedAccuracy,
    macroF1Difference: difference.macroF1,
    accuracyDifference: difference.accuracy,
  };
}

/** The largest distance, relative to the expected value but where that is next to nothing. */
function worst(ours: readonly number[], theirs: readonly number[], floor: number): number {
  expect(ours).toHaveLength(theirs.length);
  expect(ours.length).toBeGreaterThanOrEqual(200);
  return ours.reduce((largest, value, i) => {
    const expected = theirs[i] as number;
    const apart = Math.abs(value - expected) / Math.max(floor, Math.abs(expected));
    return Number.isNaN(apart) ? Infinity : Math.max(largest, apart);
  }, 0);
}

describe('statistics beside SciPy and statsmodels', () => {
  let answers: Answers;
  const column = (rows: readonly Record<string, number>[], name: string) =>
    rows.map((row) => row[name] as number);

  beforeAll(async () => {
    const python = await ensurePythonEnv('scikit-learn', scikitLearnRequirements);
    const script = new URL('./statistics.py', import.meta.url).pathname;
    const request = { distributions, noncentral, paired, layouts, families, rates, ranked };
    answers = await runPython<Answers>(python, script, {
      ...request,
      bootstrap: bootstrap.map((one) => ({ ...one, ends: endsOf(one) })),
    });
  });

  it.each([
    ['twoSided', ({ t, df }) => studentTwoSidedP(t, df), 1e-12],
    ['studentCdf', ({ t, df }) => studentCdf(t, df), 1e-12],
    ['studentQuantile', ({ p, df }) => studentQuantile(p, df), 1e-12],
    ['normalCdf', ({ t }) => normalCdf(t), 1e-12],
    ['normalQuantile', ({ p }) => normalQuantile(p), 1e-12],
  ] as [string, (one: (typeof distributions)[number]) => number, number][])(
    'knows %s in the middle and in both tails',
    (name, compute, tolerance) => {
      const theirs = column(answers.distributions, name);
      expect(worst(distributions.map(compute), theirs, 1e-3 * tolerance)).toBeLessThan(tolerance);
    },
  );

  it('knows the non-central t distribution', () => {
    const ours = noncentral.map(({ t, df, shift }) => noncentralTCdf(t, df, shift));
    expect(worst(ours, answers.noncentral, 1)).toBeLessThan(1e-11);
  });

  it('gives the corrected paired t-test', () => {
    const tests = paired.map(({ a, b, testToTrain }) => {
      const differences = a.map((value, i) => value - (b[i] ?? NaN));
      return correctedResampledT(differences, testToTrain);
    });
    const t = tests.map((test) => test.t);
    const p = tests.map((test) => test.p);
    expect(worst(t, column(answers.paired, 'correctedT'), 1e-3)).toBeLessThan(1e-10);
    expect(worst(p, column(answers.paired, 'correctedP'), 1e-12)).toBeLessThan(1e-9);
  });

  it('compares splits of several seeds, some of them missing', () => {
    const ours = layouts.map(({ units, testToTrain, margin, level }) => {
      const cells = units.flatMap((unit, at) =>
        unit.map((difference) => ({ unit: at, difference })),
      );
      const found = compareCells(cells, testToTrain);
      if (!found) throw new Error('expected a comparison of at least two splits');
      const { mean, standardError, test } = found;
      const precision = { mean, standardError, df: test.df };
      const [low, high] = intervalOfMean(precision, level);
      const { better, worse } = chancesOfEquivalence(precision, margin);
      return { mean, standardError, df: test.df, p: test.p, low, high, better, worse };
    });
    for (const name of Object.keys(answers.layouts[0] ?? {})) {
      const theirs = column(answers.layouts, name);
      expect(worst(column(ours, name), theirs, 1e-6), name).toBeLessThan(1e-9);
    }
  });

  it('adjusts families by Holm', () => {
    const theirs = answers.families.flatMap(({ holm }) => holm);
    expect(worst(families.flatMap(adjustHolm), theirs, 1e-9)).toBeLessThan(1e-12);
  });

  it('gives the exact interval of a rate', () => {
    const ours = rates.flatMap(([successes, trials]) => binomialInterval(successes, trials));
    expect(worst(ours, answers.rates.flat(), 1e-6)).toBeLessThan(1e-9);
  });

  it("gives Spearman's rank correlation, with ties, and none of a constant", () => {
    const ours = ranked.map(({ a, b }) => rankCorrelation(a, b));
    const isNone = (values: readonly (number | null)[]) => values.map((value) => value === null);
    expect(isNone(ours)).toEqual(isNone(answers.ranked));
    expect(isNone(ours).filter(Boolean).length).toBeGreaterThan(5);
    const numbers = (values: readonly (number | null)[]) => values.flatMap((value) => value ?? []);
    expect(worst(numbers(ours), numbers(answers.ranked), 1e-3)).toBeLessThan(1e-11);
  });

  it('ends bootstrap intervals at the 2.5 % points of a larger bootstrap, up to chance', () => {
    // Five standard errors of a 2.5 % point found from 2000 and looked up among 8000 replicates.
    const chance = 5 * Math.sqrt(0.025 * 0.975 * (1 / 2000 + 1 / 8000));
    const outside = answers.bootstrap.flatMap((intervals, i) =>
      Object.entries(intervals).flatMap(([name, ends]) =>
        ends.flatMap(([below, notAbove], end) => {
          const share = end === 0 ? 0.025 : 0.975;
          const isThere = below <= share + chance && notAbove >= share - chance;
          return isThere ? [] : [`case ${i} ${name} ${end}: ${below} to ${notAbove}`];
        }),
      ),
    );
    expect(outside).toEqual([]);
    expect(answers.bootstrap.flatMap(Object.keys)).toHaveLength(8 * bootstrap.length);
  });
});
