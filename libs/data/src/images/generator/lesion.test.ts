import { diagnosisClasses, type DiagnosisClass } from '../../profiles/ham10000/scheme.js';
import { describe, expect, it } from 'vitest';
import { latentRules, traitNames, type TraitName } from './classes.js';
import { createLesion } from './lesion.js';
import { drawPhoto } from './photo.js';

function meanTrait(dx: DiagnosisClass, name: TraitName, difficulty: number): number {
  const values = Array.from(
    { length: 150 },
    (_, i) => createLesion(1, `${dx}${i}`, dx, difficulty).traits[name],
  );
  return values.reduce((sum, value) => sum + value) / values.length;
}

function spread(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}

describe('createLesion', () => {
  it('varies around the rule of its class', () => {
    for (const dx of ['mel', 'nv', 'vasc'] as const) {
      expect(meanTrait(dx, 'melanin', 0) / latentRules[dx].melanin).toBeCloseTo(1, 1);
      expect(meanTrait(dx, 'blood', 0) / latentRules[dx].blood).toBeCloseTo(1, 1);
    }
    const melanin = new Set(
      ['a', 'b', 'c'].map((id) => createLesion(1, id, 'mel', 0).traits.melanin),
    );
    expect(melanin.size).toBe(3);
  });

  it('brings the classes together as difficulty rises', () => {
    const means = (difficulty: number) =>
      diagnosisClasses.map((dx) => meanTrait(dx, 'melanin', difficulty));
    const [easy, hard] = [spread(means(0)), spread(means(1))];
    expect(hard).toBeLessThan(0.3 * easy);
    expect(hard).toBeGreaterThan(0);
  });

  it('has one shape for each lesion', () => {
    const shape = (lesionId: string) => {
      const lesion = createLesion(1, lesionId, 'mel', 0);
      return Array.from({ length: 60 }, (_, i) => lesion.coverage(Math.cos(i), Math.sin(i)));
    };
    expect(shape('HAM_0000001')).toEqual(shape('HAM_0000001'));
    expect(shape('HAM_0000001')).not.toEqual(shape('HAM_0000002'));
  });

  it('covers its middle and nothing beyond its reach', () => {
    for (let i = 0; i < 40; i++) {
      const dx = diagnosisClasses[i % 7] ?? 'nv';
      const lesion = createLesion(1, `${i}`, dx, 0.5);
      expect(lesion.coverage(0, 0)).toBeGreaterThan(0.5);
      for (let angle = 0; angle < 6.28; angle += 0.05) {
        const [u, v] = [lesion.reach * Math.cos(angle), lesion.reach * Math.sin(angle)];
        expect(lesion.coverage(u, v)).toBe(0);
      }
    }
  });

  it('gives each pattern to a class of its own or more', () => {
    for (const name of traitNames) {
      expect(spread(diagnosisClasses.map((dx) => latentRules[dx][name]))).toBeGreaterThan(0);
    }
  });
});

describe('drawPhoto', () => {
  const meanColour = (dx: DiagnosisClass, i: number) => {
    const lesion = createLesion(1, `${dx}${i}`, dx, 0);
    const key = { seed: 1, lesionId: `${dx}${i}`, imageId: `${dx}${i}` };
    const { pixels, mask } = drawPhoto(lesion, key, 0);
    const sums = [0, 0, 0];
    let covered = 0;
    mask.forEach((value, at) => {
      if (value === 0) return;
      covered++;
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] ?? 0) + (pixels[at * 3 + c] ?? 0);
    });
    expect(covered / mask.length).toBeGreaterThan(0.01);
    expect(covered / mask.length).toBeLessThan(0.8);
    return sums.map((sum) => sum / covered);
  };

  it('shows the colours of the class at difficulty 0', () => {
    for (let i = 0; i < 3; i++) {
      const [melRed = NaN] = meanColour('mel', i);
      const [bccRed = NaN] = meanColour('bcc', i);
      const [vascRed = NaN, vascGreen = NaN] = meanColour('vasc', i);
      expect(melRed).toBeLessThan(bccRed);
      expect(vascRed / vascGreen).toBeGreaterThan(2);
    }
  });

  it('photographs a lesion anew for each image id', () => {
    const lesion = createLesion(1, 'a', 'nv', 0);
    const first = drawPhoto(lesion, { seed: 1, lesionId: 'a', imageId: 'x' }, 0);
    const again = drawPhoto(lesion, { seed: 1, lesionId: 'a', imageId: 'x' }, 0);
    const other = drawPhoto(lesion, { seed: 1, lesionId: 'a', imageId: 'y' }, 0);
    expect(Buffer.compare(first.pixels, again.pixels)).toBe(0);
    expect(Buffer.compare(first.pixels, other.pixels)).not.toBe(0);
  });
});
