import { firstScheme, type FoldPlan, type StudySpecInput } from '@crossfold/contracts';
import { assertTrainable } from '@crossfold/model';
import { compileStudy, parseStudySpec } from '@crossfold/study';
import { expect, it } from 'vitest';
import { inQueueOrder } from './queue-order.js';

const foldPlan: FoldPlan = {
  schemaVersion: 3,
  ...firstScheme,
  manifestSha256: null,
  assignments: [],
  options: { protocol: 'grouped', folds: 2, seed: 0, sealedShare: 0 },
  leak: { leakedImages: 0, poolImages: 100 },
};

function orderOf(changes: Partial<StudySpecInput>): string[] {
  const body = {
    name: 'study',
    dataset: 'drawn',
    folds: 2,
    seeds: [1, 2],
    ensemble: null,
    baseline: {
      model: { backbone: 'tiny', imageSizePx: 32 },
      evaluation: { testTimeAugmentation: 'dihedral8' },
    },
    arms: { leaveOneOut: ['tta', 'fc'] },
    ...changes,
  };
  const study = compileStudy(parseStudySpec(body, assertTrainable), body, {
    studyId: 'study-1',
    submittedAt: '2026-11-30T00:00:00.000Z',
    dataset: { name: 'drawn', manifestSha256: 'a'.repeat(64) },
    foldPlan,
  });
  return inQueueOrder(study).map(({ trialId }) => trialId);
}

it('has the trials last that take their weights from others of the study', () => {
  expect(orderOf({})).toEqual([
    ...['full.f0.s1', 'no-fc.f0.s1', 'full.f1.s1', 'no-fc.f1.s1'],
    ...['full.f0.s2', 'no-fc.f0.s2', 'full.f1.s2', 'no-fc.f1.s2'],
    ...['no-tta.f0.s1', 'no-tta.f1.s1', 'no-tta.f0.s2', 'no-tta.f1.s2'],
  ]);
});

it('keeps the cells of all variants together in a race', () => {
  const racing = { minCells: 2 };
  expect(orderOf({ racing }).slice(0, 3)).toEqual(['full.f0.s1', 'no-tta.f0.s1', 'no-fc.f0.s1']);
});
