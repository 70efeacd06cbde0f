import type { FoldAssignment } from '@crossfold/contracts';
import { groupOf } from '../group-of.js';
import { groupRows } from '../group-rows.js';
import { nameSome } from '../name-some.js';
import { mergeGroups, type GroupMerge } from '../metadata/group-merges.js';
import type { PlanRow } from './plan-rows.js';

/**
 * Rows whose groups share a file, each under the first of the joined groups in text order: the same
 * photograph must not be on two sides whatever it is called. Rows without a hash, and groups that
 * share nothing, stay as they are.
 */
export function joinGroups<Row extends PlanRow>(
  rows: readonly Row[],
): (Row & Pick<FoldAssignment, 'group'>)[] {
  const groups = rows.map((row) => ({ groupId: groupOf(row) }));
  const joined = mergeGroups(groups, mergesOfGroups(rows));
  return rows.map((row, i) => {
    const group = joined[i]?.groupId;
    return group === undefined || group === groupOf(row) ? row : { ...row, group };
  });
}

function mergesOfGroups(rows: readonly PlanRow[]): GroupMerge[] {
  return sharedFiles(rows).flatMap((alike) => {
    const [first, ...others] = new Set(alike.map(groupOf));
    return first === undefined ? [] : others.map((other): GroupMerge => [first, other]);
  });
}

/** Files under several ids whose classes differ: neither label can be trusted. */
export function equalByteProblems(rows: readonly PlanRow[]): string[] {
  return sharedFiles(rows)
    .filter((alike) => new Set(alike.map(({ label }) => label)).size > 1)
    .map((alike) => {
      const stated = alike.map(({ imageId, label }) => `${imageId} (${label})`);
      return `images ${nameSome(stated)} are the same file under several labels`;
    });
}

/**
 * Images of a plan with one of each file, and for each image which of those stands for it.
 */
export function withoutCopies<Row extends PlanRow>(rows: readonly Row[]) {
  const places = new Map<string, number>();
  const kept: Row[] = [];
  const standsFor = rows.map((row) => {
    const key = row.sha256 ?? `\u0000${row.imageId}`;
    const place = places.get(key) ?? kept.length;
    if (place === kept.length) {
      kept.push(row);
      places.set(key, place);
    }
    return place;
  });
  return { kept, standsFor };
}

function sharedFiles(rows: readonly PlanRow[]): PlanRow[][] {
  const hashed = rows.filter(({ sha256 }) => sha256 !== undefined);
  return [...groupRows(hashed, ({ sha256 }) => sha256).values()].filter(({ length }) => length > 1);
}
