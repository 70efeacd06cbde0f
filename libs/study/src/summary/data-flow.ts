import {
  listPlaces,
  type DataFlow,
  type FoldAssignment,
  type FoldPlan,
  type IngestProblem,
  type Manifest,
} from '@crossfold/contracts';
import { testingFold } from '@crossfold/data';

/**
 * How many images and groups came from the data set into the parts of a fold plan.
 *
 * @param manifest of the data set; null where it is no longer there
 */
export function measureDataFlow(plan: FoldPlan, manifest: Manifest | null): DataFlow {
  const { assignments, options } = plan;
  const sealed = assignments.filter(({ fold }) => fold === 'sealed');
  const pool = assignments.filter(({ fold }) => fold !== 'sealed');
  const folds: FoldAssignment[][][] = [];
  for (const { repeat, fold } of listPlaces(options)) {
    (folds[repeat] ??= [])[fold] = pool.filter((row) => testingFold(row, repeat) === fold);
  }
  return {
    dataset: manifest && {
      ...sizeOf(manifest.images),
      source: manifest.source,
      licence: manifest.licence,
      dropped: countDropped(manifest.problems),
      copies: manifest.problems.filter(({ kind }) => kind === 'equal-bytes').length,
    },
    planned: sizeOf(assignments),
    sealed: sealed.length > 0 ? sizeOf(sealed) : null,
    pool: sizeOf(pool),
    folds: folds.map((repeat) => repeat.map(sizeOf)),
  };
}

/** Files that are no image of the set were never part of it. */
function countDropped(
  problems: readonly IngestProblem[],
): NonNullable<DataFlow['dataset']>['dropped'] {
  const counts = new Map<IngestProblem['kind'], number>();
  for (const { kind, decision } of problems) {
    if (decision === 'kept' || kind === 'unused-file') continue;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([reason, images]) => ({ reason, images }));
}

function sizeOf(rows: readonly { readonly groupId: string }[]) {
  return { images: rows.length, groups: new Set(rows.map(({ groupId }) => groupId)).size };
}
