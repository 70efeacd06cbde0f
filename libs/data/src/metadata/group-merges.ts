import { AppError } from '@crossfold/contracts';
import { readTable } from './delimited-table.js';
import { compareText } from '../text-order.js';

/** Two group ids that are one group. */
export type GroupMerge = readonly [string, string];

const columns = ['same_as'] as const;
const optional = ['group_id', 'lesion_id'] as const;

/**
 * Pairs of group ids that are the same group, from a table `group_id,same_as` (the first column may
 * be called `lesion_id`). Without the merge they may cross from training to test.
 *
 * @throws AppError DATASET_INVALID when the text is no such table, or an id is missing.
 */
export function parseGroupMerges(text: string): GroupMerge[] {
  const what = 'the group merges';
  const request = { what, columns, optional, code: 'DATASET_INVALID' } as const;
  return readTable(text, request).map(({ line, cells }) => {
    const groupId = cells.group_id || cells.lesion_id;
    if (groupId !== '' && cells.same_as !== '') return [groupId, cells.same_as];
    throw new AppError(
      'DATASET_INVALID',
      `expected two group ids on line ${line} of the group merges, got "${groupId}" and "${cells.same_as}"`,
    );
  });
}

/**
 * Rows with merged groups under the first of their ids in text order. Merges are followed through:
 * A–B and B–C make one group of three.
 *
 * @throws AppError DATASET_INVALID when a merge names a group that no row has.
 */
export function mergeGroups<Row extends { readonly groupId: string }>(
  rows: readonly Row[],
  merges: readonly GroupMerge[],
): Row[] {
  assertKnown(rows, merges);
  const parents = new Map<string, string>();
  for (const [a, b] of merges) {
    const [first, second] = [rootOf(parents, a), rootOf(parents, b)].sort(compareText);
    if (first !== undefined && second !== undefined && first !== second) parents.set(second, first);
  }
  return rows.map((row) => ({ ...row, groupId: rootOf(parents, row.groupId) }));
}

function assertKnown(
  rows: readonly { readonly groupId: string }[],
  merges: readonly GroupMerge[],
): void {
  const known = new Set(rows.map(({ groupId }) => groupId));
  const unknown = [...new Set(merges.flat())].filter((groupId) => !known.has(groupId));
  if (unknown.length === 0) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected groups of the metadata for the group merges, got ${unknown.length} unknown: ${unknown.join(', ')}`,
  );
}

function rootOf(parents: ReadonlyMap<string, string>, groupId: string): string {
  let root = groupId;
  for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) {
    root = parent;
  }
  return root;
}
