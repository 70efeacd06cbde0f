import type { FoldPlan, Report } from '@crossfold/contracts';

/** Images and groups of each class, in the folds and in the sealed part: what its scores rest on. */
export function measureClasses({ assignments, classes }: FoldPlan): Report['classSizes'] {
  const hasSealed = assignments.some(({ fold }) => fold === 'test');
  const present = new Set(assignments.map(({ label }) => label));
  return classes
    .filter((name) => present.has(name))
    .map((name) => {
      const rows = assignments.filter(({ label }) => label === name);
      return {
        name,
        pool: sizeOf(rows.filter(({ fold }) => fold !== 'test')),
        sealed: hasSealed ? sizeOf(rows.filter(({ fold }) => fold === 'test')) : null,
      };
    });
}

/** How much of a plan is sealed, whatever share was asked for. */
export function sealedSize({ assignments }: FoldPlan): NonNullable<Report['sealedPart']> {
  const images = assignments.filter(({ fold }) => fold === 'test').length;
  return { images, planImages: assignments.length };
}

function sizeOf(rows: FoldPlan['assignments']) {
  return { images: rows.length, groups: new Set(rows.map(({ groupId }) => groupId)).size };
}
