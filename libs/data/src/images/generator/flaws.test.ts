import { diagnosisClasses } from '../../profiles/ham10000/scheme.js';
import { describe, expect, it } from 'vitest';
import { bayesAccuracy } from './bayes-accuracy.js';
import { planCensus } from './census.js';
import { addArtefact, markIdentity, mislabel, shiftColours } from './flaws.js';

const bytes = 600 * 450 * 3;
const black = Buffer.alloc(bytes);
const isEqual = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

describe('addArtefact', () => {
  const marked = (share: number, dx: 'mel' | 'nv') =>
    Array.from({ length: 200 }, (_, i) => {
      const pixels = new Uint8Array(bytes);
      addArtefact(pixels, { dx: 'mel', share }, { seed: 1, imageId: `I${i}`, dx });
      return !isEqual(pixels, black);
    }).filter(Boolean).length;

  it('marks that share of the class, and no other class', () => {
    expect([marked(0, 'mel'), marked(1, 'mel'), marked(1, 'nv')]).toEqual([0, 200, 0]);
    expect(Math.abs(marked(0.5, 'mel') - 100)).toBeLessThan(30);
  });
});

describe('shiftColours', () => {
  it('does nothing at 0, and takes more of blue than of red at 1', () => {
    const grey = new Uint8Array(bytes).fill(128);
    const kept = Uint8Array.from(grey);
    shiftColours(kept, 0);
    expect(isEqual(kept, grey)).toBe(true);
    shiftColours(kept, 1);
    const [red = 0, green = 0, blue = 0] = kept;
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
    expect(blue).toBeLessThan(90);
  });
});

describe('markIdentity', () => {
  const looks = (lesionId: string, identity?: number) => {
    const pixels = new Uint8Array(bytes).fill(100);
    markIdentity(pixels, identity, { seed: 1, lesionId });
    return pixels;
  };
  const distance = (a: Uint8Array, b: Uint8Array) =>
    a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] as number)), 0) / bytes;

  it('gives all photographs of a lesion one look, and each lesion another', () => {
    expect(isEqual(looks('a', 1), looks('a', 1))).toBe(true);
    expect(distance(looks('a', 1), looks('b', 1))).toBeGreaterThan(20);
    expect(distance(looks('a', 0.3), looks('b', 0.3))).toBeLessThan(
      distance(looks('a', 1), looks('b', 1)),
    );
    expect(isEqual(looks('a'), new Uint8Array(bytes).fill(100))).toBe(true);
  });
});

describe('mislabel', () => {
  const lesions = planCensus(3000, 'ham10000', 4);

  it('changes about that share of the lesions, and nothing else of them', () => {
    const written = mislabel(lesions, 0.2, 4);
    const changed = written.filter(({ dx }, i) => dx !== lesions[i]?.dx);
    expect(changed.length / lesions.length).toBeCloseTo(0.2, 1);
    expect(written.map(({ lesionId }) => lesionId)).toEqual(lesions.map((it) => it.lesionId));
    expect(mislabel(lesions, 0, 4)).toEqual(lesions);
    expect(mislabel(lesions, 0.2, 4)).toEqual(written);
  });
});

describe('bayesAccuracy', () => {
  const options = { images: 10_015, shares: 'ham10000' } as const;
  const byDifficulty = [0, 0.5, 1].map((difficulty) => bayesAccuracy({ ...options, difficulty }));

  it('falls with difficulty, and stays above always saying nv', () => {
    const [easy = 0, middle = 0, hard = 0] = byDifficulty;
    expect(easy).toBeGreaterThan(0.999);
    expect(middle).toBeLessThan(easy);
    expect(hard).toBeLessThan(middle);
    expect(hard).toBeGreaterThan(0.67);
  });

  it('falls with wrong labels as the formula says', () => {
    const noisy = bayesAccuracy({ ...options, difficulty: 0.5, labelNoise: 0.3 });
    const clean = byDifficulty[1] ?? 0;
    expect(noisy).toBeCloseTo(0.7 * clean + (0.3 * (1 - clean)) / 6, 10);
  });

  it('rises with the share of a class that is marked', () => {
    const hard = { images: 200, shares: { mel: 1, nv: 1 }, difficulty: 1 } as const;
    const marked = (share: number) => bayesAccuracy({ ...hard, artefact: { dx: 'mel', share } });
    const [none, half, all] = [marked(0), marked(0.5), marked(1)];
    expect(none).toBe(bayesAccuracy(hard));
    expect(half).toBeGreaterThan(none);
    // With every mel marked, a photograph without a mark is an nv: nothing is left to err about.
    expect(all).toBe(1);
    const wrong = { ...hard, artefact: { dx: 'mel', share: 1 }, labelNoise: 0.12 } as const;
    expect(bayesAccuracy(wrong)).toBeCloseTo(0.88, 10);
  });

  it('is 1 for a single class', () => {
    expect(diagnosisClasses).toContain('mel');
    expect(bayesAccuracy({ images: 10, shares: { mel: 1 }, difficulty: 1 })).toBe(1);
  });
});
