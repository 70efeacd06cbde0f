import { AppError } from '@crossfold/contracts';
import { readTable } from './delimited-table.js';
import { compareText } from '../text-order.js';

/** Two lesion ids that are one lesion. */
export type LesionMerge = readonly [string, string];

const columns = ['lesion_id', 'same_as'] as const;

/**
 * Pairs of lesion ids that are the same lesion, from a table `lesion_id,same_as`. HAM10000 has 18
 * such pairs; without the merge they may cross from training to test.
 *
 * @throws AppError DATASET_INVALID when the text is no such table, or an id is missing.
 */
export function parseLesionMerges(text: string): LesionMerge[] {
  const request = { what: 'the lesion merges', columns, code: 'DATASET_INVALID' } as const;
  return readTable(text, request).map(({ line, cells }) => {
    if (cells.lesion_id !== '' && cells.same_as !== '') return [cells.lesion_id, cells.same_as];
    throw new AppError(
      'DATASET_INVALID',
      `expected two lesion ids on line ${line} of the lesion merges, got "${cells.lesion_id}" and "${cells.same_as}"`,
    );
  });
}

/**
 * Rows with merged lesions under the first of their ids in text order. Merges are followed through:
 * A–B and B–C make one lesion of three.
 *
 * @throws AppError DATASET_INVALID when a merge names a lesion that no row has.
 */
export function mergeLesions<Row extends { readonly lesionId: string }>(
  rows: readonly Row[],
  merges: readonly LesionMerge[],
): Row[] {
  assertKnown(rows, merges);
  const parents = new Map<string, string>();
  for (const [a, b] of merges) {
    const [first, second] = [rootOf(parents, a), rootOf(parents, b)].sort(compareText);
    if (first !== undefined && second !== undefined && first !== second) parents.set(second, first);
  }
  return rows.map((row) => ({ ...row, lesionId: rootOf(parents, row.lesionId) }));
}

function assertKnown(
  rows: readonly { readonly lesionId: string }[],
  merges: readonly LesionMerge[],
): void {
  const known = new Set(rows.map(({ lesionId }) => lesionId));
  const unknown = [...new Set(merges.flat())].filter((lesionId) => !known.has(lesionId));
  if (unknown.length === 0) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected lesions of the metadata for the lesion merges, got ${unknown.length} unknown: ${unknown.join(', ')}`,
  );
}

function rootOf(parents: ReadonlyMap<string, string>, lesionId: string): string {
  let root = lesionId;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) {
    root = parent;
  }
  return root;
}
