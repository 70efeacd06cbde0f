import type { ImageRecord, IngestProblem } from '@crossfold/contracts';
import { nameSome } from '../name-some.js';
import { groupRows } from '../group-rows.js';
import type { GroupMerge } from '../metadata/group-merges.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';
import type { CheckedMetadata } from '../metadata/metadata-rules.js';
import { compareText } from '../text-order.js';

/** An image and the hash of its file. */
export type HashedFile = Pick<ImageRecord, 'imageId' | 'sha256'>;

/** Images of one file under several ids, by hash. */
export type EqualFiles = ReadonlyMap<string, readonly string[]>;

export function findEqualFiles(files: readonly HashedFile[]): EqualFiles {
  const byHash = groupRows(files, ({ sha256 }) => sha256);
  return new Map(
    [...byHash]
      .filter(([, alike]) => alike.length > 1)
      .map(([hash, alike]) => [hash, alike.map(({ imageId }) => imageId)]),
  );
}

/** Groups that show one and the same file are one group. */
export function mergesOf(
  equal: EqualFiles,
  rows: readonly Pick<RawMetadataRow, 'imageId' | 'groupId'>[],
): GroupMerge[] {
  const groups = new Map(rows.map(({ imageId, groupId }) => [imageId, groupId]));
  return [...equal.values()].flatMap((imageIds) => {
    const [first, ...others] = new Set(imageIds.flatMap((id) => groups.get(id) || []));
    return first === undefined ? [] : others.map((other): GroupMerge => [first, other]);
  });
}

/** One problem for each image whose file another image has too. */
export function equalFileProblems(equal: EqualFiles): IngestProblem[] {
  return [...equal.values()].flatMap((imageIds) =>
    imageIds.map((imageId): IngestProblem => {
      const others = nameSome(imageIds.filter((other) => other !== imageId));
      const detail = `the same file as ${others}; they count as one group`;
      return { kind: 'equal-bytes', imageId, detail, decision: 'kept' };
    }),
  );
}

/**
 * Where labels of a group may differ, those of one file still may not: then none of its images can
 * be trusted.
 */
export function withoutConflicts(metadata: CheckedMetadata, equal: EqualFiles): CheckedMetadata {
  const labels = new Map(metadata.rows.map(({ imageId, label }) => [imageId, label]));
  const stated = (imageIds: readonly string[]) =>
    new Set(imageIds.flatMap((imageId) => labels.get(imageId) ?? []));
  const conflicting = [...equal.values()].filter((imageIds) => stated(imageIds).size > 1);
  const dropped = new Map(
    conflicting.flatMap((imageIds) =>
      imageIds
        .filter((imageId) => labels.has(imageId))
        .map((imageId) => [imageId, [...stated(imageIds)].sort(compareText)] as const),
    ),
  );
  const problems = [...dropped].map(([imageId, found]): IngestProblem => ({
    kind: 'conflicting-label',
    imageId,
    detail: `its file has the labels ${found.join(', ')}`,
    decision: 'dropped',
  }));
  return {
    rows: metadata.rows.filter(({ imageId }) => !dropped.has(imageId)),
    problems: [...metadata.problems, ...problems],
  };
}

/** Problems of metadata after the merge, with the file that joined the groups. */
export function withCause(problems: readonly IngestProblem[], equal: EqualFiles): IngestProblem[] {
  const alike = new Map([...equal.values()].flatMap((ids) => ids.map((id) => [id, ids] as const)));
  return problems.map((problem) => {
    const ids = alike.get(problem.imageId);
    if (ids === undefined || problem.decision === 'kept') return problem;
    const others = nameSome(ids.filter((id) => id !== problem.imageId));
    return { ...problem, detail: `${problem.detail}; the same file as ${others}` };
  });
}
