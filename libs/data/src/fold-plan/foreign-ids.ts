import type { ForeignAssignment } from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { cleanPath, nameOf } from '../importers/file-finder.js';
import { imageStem } from '../importers/image-content.js';

/**
 * A plan made elsewhere under the ids of the data set: where an id is unknown, but is one with an
 * ending, in a folder, in another Unicode form or in another case, it stands for that one.
 */
export function matchIds(
  foreign: readonly ForeignAssignment[],
  known: ReadonlyMap<string, unknown>,
): ForeignAssignment[] {
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
