import { AppError, nearestWord } from '@crossfold/contracts';
import type { ApiClient } from '../client/api-client.js';

/**
 * The id of a study: given as such, as the name of a study file, which means its newest study, or as
 * the beginning of an id that no other study has.
 *
 * @throws AppError NOT_FOUND with the nearest id or name
 */
export async function findStudyId(api: ApiClient, wanted: string): Promise<string> {
  const studies = await api.listStudies();
  const found =
    studies.find(({ studyId }) => studyId === wanted) ??
    studies.find(({ name }) => name === wanted) ??
    only(studies.filter(({ studyId }) => studyId.startsWith(wanted)));
  if (found) return found.studyId;
  const nearest = nearestWord(
    wanted,
    studies.flatMap(({ studyId, name }) => [studyId, name]),
  );
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'NOT_FOUND',
    `expected the id or the name of a study, got "${wanted}"${hint}`,
    { remedy: 'List the studies: crossfold study list.' },
  );
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
