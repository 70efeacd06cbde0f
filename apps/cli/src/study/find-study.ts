import { AppError, nearestWord } from '@crossfold/contracts';
import type { StudyName, StudyReader } from '@crossfold/study';
import type { Terminal } from '../terminal/terminal.js';

/**
 * The id of a study: given as such, as the name of a study file, or as the beginning of an id that no
 * other study has. A name that several studies share means the newest, which is said.
 *
 * @throws AppError NOT_FOUND with the nearest id or name
 */
export async function findStudyId(
  { note }: Pick<Terminal, 'note'>,
  reader: Pick<StudyReader, 'studyNames'>,
  wanted: string,
): Promise<string> {
  const studies = await reader.studyNames();
  const named = studies.filter(({ name }) => name === wanted);
  const found =
    studies.find(({ studyId }) => studyId === wanted) ??
    named[0] ??
    only(studies.filter(({ studyId }) => studyId.startsWith(wanted)));
  if (found && found.studyId !== wanted && named.length > 1) note(sharedNameText(named));
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

/** @param studies of one name, newest first */
function sharedNameText([newest, ...others]: readonly StudyName[]): string {
  const shown = others.slice(0, maxOthers).map(withTime).join(', ');
  const rest = others.length > maxOthers ? `, and ${others.length - maxOthers} more` : '';
  return `${others.length + 1} studies are named ${newest?.name}: this is the newest, ${newest && withTime(newest)}. For another, give its id: ${shown}${rest}`;
}

function withTime({ studyId, submittedAt }: StudyName): string {
  return `${studyId} (${submittedAt.slice(0, 16).replace('T', ' ')} UTC)`;
}

const maxOthers = 5;

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}
