import type { ForeignAssignment } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { cleanPath, nameOf } from '../importers/file-finder.js';
import { imageStem } from '../importers/image-content.js';

/**
 * Rows of a plan made elsewhere under the ids of the data set: where an id is unknown, but is one with an
 * ending, in a folder, in another Unicode form or in another case, it stands for that one.
 */
export function matchIds<Row extends Pick<ForeignAssignment, 'imageId'>>(
  foreign: readonly Row[],
  known: ReadonlyMap<string, unknown>,
): Row[] {
  const byName = groupRows(known.keys(), fold);
  return foreign.map((row) => {
    if (known.has(row.imageId)) return row;
    const path = cleanPath(row.imageId);
    const found = [path, imageStem(path), imageStem(nameOf(path))]
      .map((id) => byName.get(fold(id)) ?? [])
      .find(({ length }) => length === 1);
    return { ...row, imageId: found?.[0] ?? row.imageId };
  });
}

function fold(id: string): string {
  return id.normalize('NFC').toLowerCase();
}

/**
 * Rows under the ids of another table, either of which may have endings and folders: `a` stands for
 * `images/a.jpg` where no other id of the table has that name.
 */
export function matchFileNames<Row extends Pick<ForeignAssignment, 'imageId'>>(
  foreign: readonly Row[],
  ids: readonly string[],
): Row[] {
  const byStem = groupRows(ids, (id) => imageStem(nameOf(cleanPath(id))));
  const stems = [...byStem].flatMap(([stem, [id, ...more]]): [string, string][] =>
    id === undefined || more.length > 0 ? [] : [[stem, id]],
  );
  const known = new Map([...stems, ...ids.map((id) => [id, id] as const)]);
  return matchIds(foreign, known).map((row) => ({
    ...row,
    imageId: known.get(row.imageId) ?? row.imageId,
  }));
}
