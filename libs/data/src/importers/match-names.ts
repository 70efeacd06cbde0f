import { groupRows } from '../group-rows.js';
import { cleanPath, createFileFinder, nameOf } from './file-finder.js';
import { imageStem } from './image-content.js';
import type { ImportedFolder } from './importer.js';

/**
 * A folder in which rows whose id is not that of a file, but names one all the same, get together
 * with it: ids with an ending or a path, in another Unicode form, in another case. What may stand
 * for several images stays as it is, and is missing. Masks likewise.
 */
export function matchNames(folder: ImportedFolder): ImportedFolder {
  const { dir, rows, layout } = folder;
  // Its cells have been looked up: what was not found is not to be found under a bare name.
  if (layout === 'mapped') return folder;
  const stated = new Set(rows.map(({ imageId }) => imageId));
  const lacking = [...stated].filter((id) => id !== '' && !folder.images.has(id));
  const { images, renamed } = joinNames(dir, folder.images, lacking, stated);
  const nameFor = (imageId: string) => renamed.get(imageId) ?? imageId;
  return {
    ...folder,
    images,
    masks: folder.masks && matchMasks(folder.masks, images),
    rows: rows.map((row) => {
      const imageId = nameFor(row.imageId);
      // An image without a lesion is a lesion of its own, under its own name.
      return { ...row, imageId, groupId: row.groupId === row.imageId ? imageId : row.groupId };
    }),
    problems: folder.problems.map((problem) => ({ ...problem, imageId: nameFor(problem.imageId) })),
  };
}

function joinNames(
  dir: string,
  given: ImportedFolder['images'],
  lacking: readonly string[],
  stated: ReadonlySet<string>,
) {
  const images = new Map(given);
  const renamed = new Map<string, string>();
  if (lacking.length === 0) return { images, renamed };
  const owners = new Map([...given].flatMap(([id, files]) => files.map((file) => [file, id])));
  const find = createFileFinder(dir, [...owners.keys()]);
  const parted = new Set<string>();
  for (const cell of lacking) {
    const files = find(cell);
    const [owner, ...more] = new Set(files.map((file) => owners.get(file) ?? ''));
    if (owner === undefined || more.length > 0) continue;
    const all = images.get(owner) ?? [];
    const rest = all.filter((file) => !files.includes(file));
    if (rest.length > 0) parted.add(owner);
    const imageId = parted.has(owner)
      ? nameOf(cleanPath(cell))
      : idFor(cell, owner, images, stated);
    if (rest.length > 0) images.set(owner, rest);
    else images.delete(owner);
    images.set(imageId, files);
    for (const file of files) owners.set(file, imageId);
    renamed.set(cell, imageId);
  }
  return { images, renamed };
}

/** The name as the table has it, unless that is another image's. */
function idFor(
  cell: string,
  owner: string,
  images: ReadonlyMap<string, unknown>,
  stated: ReadonlySet<string>,
): string {
  const stem = imageStem(nameOf(cleanPath(cell)));
  return stated.has(owner) || images.has(stem) ? owner : stem;
}

function matchMasks(
  masks: ReadonlyMap<string, string>,
  images: ReadonlyMap<string, unknown>,
): ReadonlyMap<string, string> {
  const fold = (id: string) => id.normalize('NFC').toLowerCase();
  const spare = groupRows(
    [...masks.keys()].filter((id) => !images.has(id)),
    fold,
  );
  const matched = new Map(masks);
  for (const imageId of images.keys()) {
    const [mask, ...more] = masks.has(imageId) ? [] : (spare.get(fold(imageId)) ?? []);
    const file = mask === undefined ? undefined : masks.get(mask);
    if (mask === undefined || file === undefined || more.length > 0) continue;
    matched.delete(mask);
    matched.set(imageId, file);
  }
  return matched;
}
