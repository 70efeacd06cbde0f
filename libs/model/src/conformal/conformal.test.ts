import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { combineFolds, type FoldVote } from './combine-folds.js';
import { conformalPValues, conformalSet } from './conformal-p-values.js';
import { measureCoverage } from './measure-coverage.js';
import { pairPValues, type ScoredPart } from './pair-p-values.js';

const classes = 3;

/** Rarer classes are harder, so that one threshold for all covers them less. */
const shares = [0.7, 0.2, 0.1];
const signals = [2.2, 1.6, 1];

type Random = ReturnType<typeof randomStream>;

function drawLabel(random: Random): number {
  const at = random.uniform();
  return at < 0.7 ? 0 : at < 0.9 ? 1 : 2;
}

/** Logits of an image: the part that all models see, and what each model adds of its own. */
function drawLogits(random: Random, label: number): number[] {
  return shares.map((_, c) => (c === label ? (signals[label] as number) : 0) + random.normal());
}

function softmaxOf(logits: readonly number[], random: Random, own: number): number[] {
  const powers = logits.map((logit) => Math.exp(1.5 * (logit + own * random.normal())));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** An eighth of the images that a model trains with validates. */
const innerShare = 8;

/** Held-out scores of an ensemble, and its votes on new images. */
function drawEnsemble(name: string, folds: number, own: number, held = 150, fresh = 500) {
  const random = randomStream('conformal', name);
  const pool = Array.from({ length: folds * held }, (_, i) => {
    const label = drawLabel(random);
    return { imageId: `image-${i}`, label, logits: drawLogits(random, label) };
  });
  /** What one model says of images that it has not seen. */
  const scoredBy = (split: number, images: readonly (typeof pool)[number][]): ScoredPart => ({
    split,
    imageIds: images.map(({ imageId }) => imageId),
    labels: images.map(({ label }) => label),
    scores: images.map(({ label, logits }) => 1 - (softmaxOf(logits, random, own)[label] ?? 0)),
  });
  const parts = Array.from({ length: folds }, (_, fold) => fold);
  const outer = parts.map((fold) =>
    scoredBy(
      fold,
      pool.filter((_, i) => i % folds === fold),
    ),
  );
  const inner = parts.map((fold) =>
    scoredBy(
      fold,
      pool.filter((_, i) => i % folds !== fold && random.integer(innerShare) === 0),
    ),
  );
  const scores = outer.map(({ split, labels, scores: all }) => ({
    split,
    scores: shares.map((_, c) => all.filter((_, i) => labels[i] === c).sort((a, b) => a - b)),
  }));
  const pairs = pairPValues(outer, inner, classes);
  const labels = Int32Array.from({ length: fresh }, () => drawLabel(random));
  const logits = Array.from(labels, (label) => drawLogits(random, label));
  const votes = Array.from({ length: folds }, (_, fold): FoldVote => {
    const rows = logits.flatMap((one) => softmaxOf(one, random, own));
    return { split: fold, weight: 1 / folds, probabilities: Float64Array.from(rows) };
  });
  return { conformal: { repeats: 1, splits: scores, pairs }, labels, votes };
}

const drawn = new Map<string, ReturnType<typeof drawEnsemble>[]>();

/** Drawn once, for all rates. */
function ensemblesOf(folds: number, own: number) {
  const key = `${folds} ${own}`;
  const ensembles =
    drawn.get(key) ??
    Array.from({ length: 24 }, (_, draw) => drawEnsemble(`${key} ${draw}`, folds, own));
  drawn.set(key, ensembles);
  return ensembles;
}

/** Mean coverage over drawn ensembles, of all images and of each class. */
function simulate(folds: number, own: number, coverage: number, isClassConditional: boolean) {
  const counts = ensemblesOf(folds, own).map(({ conformal, labels, votes }) => {
    const bySplit = combineFolds(votes, classes, 'mean');
    const pValues = conformalPValues(conformal, bySplit, classes, isClassConditional);
    const request = { coverage, isClassConditional, classes, labels, subgroups: [] };
    return measureCoverage(pValues, request);
  });
  const rate = (of: (one: (typeof counts)[number]) => { images: number; covered: number }) =>
    counts.reduce((sum, one) => sum + of(one).covered, 0) /
    counts.reduce((sum, one) => sum + of(one).images, 0);
  return {
    all: rate(({ all }) => all),
    classes: shares.map((_, c) => rate((one) => one.classes[c] ?? { images: 0, covered: 0 })),
  };
}

describe('conformal sets', () => {
  it.each([
    [1, 0.8],
    [1, 0.95],
    [5, 0.8],
    [5, 0.9],
    [5, 0.95],
  ])('of %i folds cover new images at the rate of %f within two points', (folds, coverage) => {
    const found = simulate(folds, 0.2, coverage, false).all;
    expect(Math.abs(found - coverage)).toBeLessThan(0.02);
  });

  it('calibrated by class cover rare classes, where common ones leave rare ones behind', () => {
    const plain = simulate(5, 0.2, 0.9, false);
    expect(plain.classes[2]).toBeLessThan(0.85);
    const { all, classes: rates } = simulate(5, 0.2, 0.9, true);
    expect(Math.abs(all - 0.9)).toBeLessThan(0.02);
    for (const rate of rates) expect(rate).toBeGreaterThan(0.88);
  });

  it.each([0.8, 0.9, 0.95])('of models that disagree cover %f within two points', (coverage) => {
    const found = simulate(5, 0.7, coverage, false).all;
    expect(Math.abs(found - coverage)).toBeLessThan(0.02);
    // Even where they have next to nothing in common.
    expect(Math.abs(simulate(5, 1.5, coverage, false).all - coverage)).toBeLessThan(0.02);
  });

  it('have the p-values of split conformal prediction with one fold', () => {
    const conformal = {
      repeats: 1,
      pairs: null,
      splits: [{ split: 4, scores: [[0.1, 0.4], [0.4], []] }],
    };
    const bySplit = new Map([[4, Float64Array.of(0.6, 0.3, 0.1)]]);
    // At least 0.4, 0.7 and 0.9: two, none and none of three.
    expect([...conformalPValues(conformal, bySplit, 3, false)]).toEqual([3 / 4, 1 / 4, 1 / 4]);
    // Of a class without a held-out image nothing is unusual.
    expect([...conformalPValues(conformal, bySplit, 3, true)]).toEqual([2 / 3, 1 / 2, 1]);
    expect(conformalSet(Float64Array.of(0.75, 0.25, 0.1), 0.75)).toEqual([0]);
    expect(conformalSet(Float64Array.of(0.05, 0.02, 0.1), 0.8)).toEqual([]);
  });

  it('put the mean over folds to that of pairs, where pairs are known', () => {
    const pairs = { all: [0.25, 0.5, 0.9], classes: [[], [0.2, 0.3], []] };
    const conformal = {
      repeats: 1,
      splits: [{ split: 4, scores: [[0.1, 0.4], [0.4], []] }],
      pairs,
    };
    const bySplit = new Map([[4, Float64Array.of(0.6, 0.3, 0.1)]]);
    // Of 3/4, 1/4 and 1/4: two, one and one of three pairs are no larger.
    expect([...conformalPValues(conformal, bySplit, 3, false)]).toEqual([3 / 4, 1 / 2, 1 / 2]);
    // Of 2/3, 1/2 and 1, the classes without pairs keep theirs.
    expect([...conformalPValues(conformal, bySplit, 3, true)]).toEqual([2 / 3, 1, 1]);
  });

  it('know pairs of images that two models had not seen, by their places among their like', () => {
    const images = Array.from({ length: 150 }, (_, i) => i);
    const part = (split: number, score: (i: number) => number): ScoredPart => ({
      split,
      imageIds: images.map(String),
      labels: images.map((i) => i % 2),
      scores: images.map(score),
    });
    const [own, other] = [part(0, (i) => i / 150), part(1, (i) => i / 300)];
    const empty = { split: 2, imageIds: [], labels: [], scores: [] };
    // Both models order the images alike: the mean of any two is uniform, as each is.
    const found = pairPValues([own, empty], [other], 2);
    for (const share of [0.05, 0.2, 0.5, 0.9]) {
      const below = found?.all.filter((p) => p <= share).length ?? NaN;
      expect(below / (found?.all.length ?? NaN)).toBeCloseTo(share, 1);
    }
    expect(found?.classes).toEqual([[], []]);
    // The model of a fold has seen none of its inner images in that fold.
    expect(pairPValues([own], [{ ...other, split: 0 }], 2)).toBeNull();
    // Of models that say the opposite of each other the mean says nothing.
    const random = randomStream('unlike');
    const unlike = part(1, () => random.uniform());
    const means = pairPValues([own, empty], [unlike], 2)?.all ?? [];
    const deviation = Math.hypot(...means.map((p) => p - 0.5)) / Math.sqrt(means.length);
    expect(deviation).toBeLessThan(0.23);
    expect(deviation).toBeGreaterThan(0.17);
  });

  it('refuse a calibrated fold whose models say nothing', () => {
    const conformal = { repeats: 1, pairs: null, splits: [{ split: 4, scores: [[0.1]] }] };
    expect(() => conformalPValues(conformal, new Map(), 1, false)).toThrow('models of split 4');
  });

  it('count the models of a fold by their own weights', () => {
    const votes = [
      { split: 1, weight: 0.1, probabilities: Float64Array.of(1, 0) },
      { split: 0, weight: 0.6, probabilities: Float64Array.of(0, 1) },
      { split: 1, weight: 0.3, probabilities: Float64Array.of(0, 1) },
    ];
    const combined = combineFolds(votes, 2, 'mean');
    expect([...combined.keys()]).toEqual([0, 1]);
    expect(combined.get(1)?.[0]).toBeCloseTo(0.25, 12);
  });
});
