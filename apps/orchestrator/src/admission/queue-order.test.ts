import type { StudySpecInput } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { studyOf } from './fleet.fixture.js';
import { inQueueOrder } from './queue-order.js';

function orderOf(changes: Partial<StudySpecInput>): string[] {
  const study = studyOf('study', 2, {
    seeds: [1, 2],
    baseline: {
      model: { backbone: 'tiny', imageSizePx: 32 },
      evaluation: { testTimeAugmentation: 'dihedral8' },
    },
    arms: { leaveOneOut: ['tta', 'fc'] },
    ...changes,
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
