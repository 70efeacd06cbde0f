import { firstScheme, type FoldPlan } from '@crossfold/contracts';
import { diagnosisClasses } from '../profiles/ham10000/scheme.js';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { planFolds } from './fold-plan.js';
import type { PlanRow } from './plan-rows.js';
import { innerValidationSplit } from './inner-split.js';

/** `lesions` lesions of each class, at least, with 1 to 3 images; nv has ten times as many. */
function planOf(
  seed: number,
  lesions: number,
  protocol: 'grouped' | 'image' = 'grouped',
): FoldPlan {
  const random = randomStream('inner-split', seed);
  const rows: PlanRow[] = diagnosisClasses.flatMap((label) => {
    const count = label === 'nv' ? lesions * 10 : lesions + random.integer(lesions);
    return Array.from({ length: count }, (_, i) => i).flatMap((i) =>
      Array.from({ length: 1 + random.integer(3) }, (_, j) => ({
        imageId: `${label}-${i}-${j}`,
        groupId: `${label}-${i}`,
        label,
      })),
    );
  });
  return planFolds(
    { ...firstScheme, images: rows },
    { protocol, folds: 4, seed, sealedShare: 0.2 },
    null,
  );
}

describe('innerValidationSplit', () => {
  it.each(['grouped', 'image'] as const)(
    'parts all images of the folds, by lesion inside, with every class (%s)',
    (protocol) => {
      for (let seed = 0; seed < 20; seed++) {
        const plan = planOf(seed, 10, protocol);
        const byId = new Map(plan.assignments.map((image) => [image.imageId, image]));
        for (let fold = 0; fold < 4; fold++) {
          const { train, validation, test } = innerValidationSplit(plan, fold, seed, 0.15);
          const pool = plan.assignments.filter((image) => image.fold !== 'sealed');
          expect([...train, ...validation, ...test].sort()).toEqual(
            pool.map(({ imageId }) => imageId).sort(),
          );
          expect(test.every((id) => byId.get(id)?.fold === fold)).toBe(true);
          const trained = new Set(train.map((id) => byId.get(id)?.groupId));
          expect(validation.filter((id) => trained.has(byId.get(id)?.groupId))).toEqual([]);
          for (const part of [train, validation]) {
            expect(new Set(part.map((id) => byId.get(id)?.label)).size).toBe(
              diagnosisClasses.length,
            );
          }
        }
      }
    },
  );

  it('depends on the fold and the seed, and on nothing else', () => {
    const plan = planOf(1, 12);
    const split = innerValidationSplit(plan, 1, 5, 0.15);
    expect(innerValidationSplit(structuredClone(plan), 1, 5, 0.15)).toEqual(split);
    expect(innerValidationSplit(plan, 1, 6, 0.15)).not.toEqual(split);
    expect(innerValidationSplit(plan, 2, 5, 0.15).test).not.toEqual(split.test);
  });

  it('takes about the share where every class has lesions enough', () => {
    const { train, validation } = innerValidationSplit(planOf(2, 30), 0, 1, 0.2);
    expect(validation.length / (train.length + validation.length)).toBeCloseTo(0.2, 1);
  });

  it('takes a larger part where the rarest class has too few lesions for the share', () => {
    const { train, validation } = innerValidationSplit(planOf(3, 5), 0, 1, 0.05);
    expect(validation.length / (train.length + validation.length)).toBeGreaterThan(0.15);
  });

  it('refuses a class with one lesion in the training folds', () => {
    const plan = planOf(4, 10);
    const rare = plan.assignments.filter(({ label, fold }) => label === 'vasc' && fold === 1);
    const assignments = plan.assignments.filter(
      ({ label, fold, groupId }) => label !== 'vasc' || fold === 0 || groupId === rare[0]?.groupId,
    );
    expect(() => innerValidationSplit({ ...plan, assignments }, 0, 1, 0.15)).toThrowError(
      expect.objectContaining({
        code: 'FOLD_PLAN_INVALID',
        message: expect.stringContaining('got 1 of vasc') as string,
      }),
    );
  });

  it.each([
    [4, 0.15],
    [-1, 0.15],
    [0.5, 0.15],
    [0, 0],
    [0, 0.6],
    [0, NaN],
  ])('refuses fold %d with share %d', (fold, share) => {
    expect(() => innerValidationSplit(planOf(5, 10), fold, 1, share)).toThrowError(
      expect.objectContaining({ code: 'FOLD_PLAN_INVALID' }),
    );
  });
});
