import type { ImageRecord, IngestProblem } from '@crossfold/contracts';
import { nameSome } from '../name-some.js';
import { groupRows } from '../group-rows.js';
import type { LesionMerge } from '../metadata/lesion-merges.js';
import type { RawMetadataRow } from '../metadata/metadata-row.js';

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

/** Lesions that show one and the same file are one lesion. */
export function mergesOf(
  equal: EqualFiles,
  rows: readonly Pick<RawMetadataRow, 'imageId' | 'lesionId'>[],
): LesionMerge[] {
  const lesions = new Map(rows.map(({ imageId, lesionId }) => [imageId, lesionId]));
  return [...equal.values()].flatMap((imageIds) => {
    const [first, ...others] = new Set(imageIds.flatMap((id) => lesions.get(id) || []));
    return first === undefined ? [] : others.map((other): LesionMerge => [first, other]);
  });
}

/** One problem for each image whose file another image has too. */
export function equalFileProblems(equal: EqualFiles): IngestProblem[] {
  return [...equal.values()].flatMap((imageIds) =>
    imageIds.map((imageId): IngestProblem => {
      const others = nameSome(imageIds.filter((other) => other !== imageId));
      const detail = `the same file as ${others}; they count as one lesion`;
      return { kind: 'equal-bytes', imageId, detail, decision: 'kept' };
    }),
  );
}

/** Problems of metadata after the merge, with the file that joined the lesions. */
export function withCause(problems: readonly IngestProblem[], equal: EqualFiles): IngestProblem[] {
  const alike = new Map([...equal.values()].flatMap((ids) => ids.map((id) => [id, ids] as const)));
  return problems.map((problem) => {
    const ids = alike.get(problem.imageId);
    if (ids === undefined || problem.decision === 'kept') return problem;
    const others = nameSome(ids.filter((id) => id !== problem.imageId));
    return { ...problem, detail: `${problem.detail}; the same file as ${others}` };
  });
}
