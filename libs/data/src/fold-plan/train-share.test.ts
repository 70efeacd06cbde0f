import { firstScheme, type FoldPlan } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { describe, expect, it } from 'vitest';
import { groupOf } from '../group-of.js';
import { planFolds } from './fold-plan.js';
import { innerValidationSplit } from './inner-split.js';
import type { PlanRow } from './plan-rows.js';
import { shareOfTrainPart } from './train-share.js';

const seeds = Array.from({ length: 5 }, (_, seed) => seed);

/** Patients of one to three lesions of any classes, lesions of one to three images; nv is frequent. */
function mixedPlan(seed: number): FoldPlan {
  const random = randomStream('train-share test', seed);
  const rows = Array.from({ length: 240 }, (_, patient) => patient).flatMap((patient) =>
    Array.from({ length: 1 + random.integer(3) }, (_, lesion) => lesion).flatMap((lesion) => {
      const label = firstScheme.classes[random.integer(14) % 7] ?? 'nv';
      const ofLesion = random.integer(3) === 0 ? label : 'nv';
      return Array.from({ length: 1 + random.integer(3) }, (_, image): PlanRow => ({
        imageId: `${patient}-${lesion}-${image}`,
        groupId: `${patient}-${lesion}`,
        patientId: `P${patient}`,
        label: ofLesion,
      }));
    }),
  );
  const options = { protocol: 'grouped' as const, folds: 4, seed, sealedShare: 0.1 };
  return planFolds({ ...firstScheme, images: rows }, options, null);
}

function partOf(plan: FoldPlan, seed: number, share: number, split = 0) {
  const { train } = innerValidationSplit(plan, split, seed, 0.15);
  return { train, ...shareOfTrainPart(plan, train, { split, seed, share }) };
}

describe('shareOfTrainPart', () => {
  it('keeps smaller shares within larger ones, in whole groups, with every class', () => {
    for (const seed of seeds) {
      const plan = mixedPlan(seed);
      const rows = new Map(plan.assignments.map((row) => [row.imageId, row]));
      const group = (imageId: string) => groupOf(rows.get(imageId) as never);
      let smaller: readonly string[] = [];
      for (const share of [0.01, 0.1, 0.3, 0.31, 0.9, 1]) {
        const { train, imageIds, groups } = partOf(plan, seed, share);
        const inside = new Set(imageIds);
        expect(smaller.filter((imageId) => !inside.has(imageId))).toEqual([]);
        const chosen = new Set(imageIds.map(group));
        expect(groups).toBe(chosen.size);
        expect(imageIds).toEqual(train.filter((imageId) => chosen.has(group(imageId))));
        const labels = new Set(imageIds.map((imageId) => rows.get(imageId)?.label));
        expect(labels.size).toBe(firstScheme.classes.length);
        smaller = imageIds;
      }
      expect(smaller).toEqual(partOf(plan, seed, 1).train);
    }
  });

  it('takes the share of the groups of each class', () => {
    const images = firstScheme.classes.flatMap((label, c) =>
      Array.from({ length: 100 + 40 * c }, (_, i) => ({
        imageId: `${label}-${i}`,
        groupId: `${label}-${i}`,
        label,
      })),
    );
    const options = { protocol: 'grouped' as const, folds: 4, seed: 1, sealedShare: 0 };
    const plan = planFolds({ ...firstScheme, images }, options, null);
    const { train, imageIds } = partOf(plan, 3, 0.3);
    const count = (ids: readonly string[], label: string) =>
      ids.filter((imageId) => imageId.startsWith(`${label}-`)).length;
    for (const label of firstScheme.classes) {
      expect(count(imageIds, label)).toBe(Math.round(0.3 * count(train, label)));
    }
  });

  it('is fixed by plan, split and seed', () => {
    const plan = mixedPlan(1);
    const { train, imageIds } = partOf(plan, 5, 0.3);
    const shuffled = { ...plan, assignments: plan.assignments.toReversed() };
    const again = shareOfTrainPart(shuffled, train, { split: 0, seed: 5, share: 0.3 });
    expect(again.imageIds).toEqual(imageIds);
    const other = shareOfTrainPart(plan, train, { split: 0, seed: 6, share: 0.3 });
    expect(other.imageIds).not.toEqual(imageIds);
  });

  it.each([0, -0.1, 1.1, NaN])('refuses a share of %d', (share) => {
    expect(() => partOf(mixedPlan(1), 1, share)).toThrowError(
      expect.objectContaining({ code: 'FOLD_PLAN_INVALID' }),
    );
  });
});
