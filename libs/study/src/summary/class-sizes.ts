import type { FoldPlan, Report } from '@crossfold/contracts';

/** Images and groups of each class, in the folds and in the sealed part: what its scores rest on. */
export function measureClasses({ assignments, classes }: FoldPlan): Report['classSizes'] {
  const hasSealed = assignments.some(({ fold }) => fold === 'sealed');
  const present = new Set(assignments.map(({ label }) => label));
  return classes
    .filter((name) => present.has(name))
    .map((name) => {
      const rows = assignments.filter(({ label }) => label === name);
      return {
        name,
        pool: sizeOf(rows.filter(({ fold }) => fold !== 'sealed')),
        sealed: hasSealed ? sizeOf(rows.filter(({ fold }) => fold === 'sealed')) : null,
      };
    });
}

/** How much of a plan is sealed, whatever share was asked for. */
export function sealedSize({ assignments }: FoldPlan): NonNullable<Report['sealedPart']> {
  const images = assignments.filter(({ fold }) => fold === 'sealed').length;
  return { images, planImages: assignments.length };
}

function sizeOf(rows: FoldPlan['assignments']) {
  return { images: rows.length, groups: new Set(rows.map(({ groupId }) => groupId)).size };
}
