import { firstColumns, firstScheme, type FoldPlan, type Manifest } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import { measureDataFlow } from './data-flow.js';

const images = Array.from({ length: 12 }, (_, i) => ({
  imageId: `image-${i}`,
  groupId: `lesion-${Math.floor(i / 2)}`,
  label: 'nv',
}));
const [problem, dropped] = [{ detail: '' }, { detail: '', decision: 'dropped' as const }];
const manifest = {
  schemaVersion: 2,
  ...firstScheme,
  columns: firstColumns,
  layout: 'folder',
  licence: 'CC BY',
  source: 'drawn',
  images: images.map((row) => ({ ...row, metadata: {} })),
  problems: [
    { kind: 'excluded-class', imageId: 'a', ...dropped },
    { kind: 'excluded-class', imageId: 'b', ...dropped },
    { kind: 'unreadable-image', imageId: 'c', ...dropped },
    { kind: 'unused-file', imageId: 'README.txt', ...dropped },
    { kind: 'equal-bytes', imageId: 'image-3', ...problem, decision: 'kept' },
    { kind: 'invalid-value', imageId: 'image-4', ...problem, decision: 'kept' },
  ],
} as unknown as Manifest;

it('counts what was left out, and the images and groups of each part in each repeat', () => {
  const plan: FoldPlan = {
    schemaVersion: 3,
    ...firstScheme,
    manifestSha256: null,
    options: { protocol: 'grouped', folds: 2, repeats: 2, seed: 0, sealedShare: 0.2 },
    leak: { leakedImages: 0, poolImages: 8 },
    // The last two are in no part.
    assignments: images.slice(0, 10).map((row, i) => ({
      ...row,
      fold: i >= 8 ? ('sealed' as const) : i < 6 ? 0 : 1,
      ...(i < 8 && { repeatFolds: [i < 4 ? 0 : 1] }),
    })),
  };
  expect(measureDataFlow(plan, manifest)).toEqual({
    dataset: {
      images: 12,
      groups: 6,
      source: 'drawn',
      licence: 'CC BY',
      dropped: [
        { reason: 'excluded-class', images: 2 },
        { reason: 'unreadable-image', images: 1 },
      ],
      copies: 1,
    },
    planned: { images: 10, groups: 5 },
    sealed: { images: 2, groups: 1 },
    pool: { images: 8, groups: 4 },
    folds: [
      [
        { images: 6, groups: 3 },
        { images: 2, groups: 1 },
      ],
      [
        { images: 4, groups: 2 },
        { images: 4, groups: 2 },
      ],
    ],
  });
  const unsealed = plan.assignments.filter(({ fold }) => fold !== 'sealed');
  expect(measureDataFlow({ ...plan, assignments: unsealed }, null)).toMatchObject({
    dataset: null,
    sealed: null,
    pool: { images: 8 },
  });
});
