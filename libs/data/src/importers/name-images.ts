import { groupRows } from '../group-rows.js';
import { cleanPath, nameOf, type FindFiles } from './file-finder.js';
import { pathBelow } from './find-files.js';
import { imageStem } from './image-content.js';

export interface NamedImages<Row> {
  readonly rows: readonly { readonly row: Row; readonly imageId: string }[];
  readonly images: Map<string, string[]>;
  /** The cell of each row whose image was not found and that names a folder. */
  readonly lookedFor: Map<string, string>;
}

/**
 * Gives each image of a table an id: its name without ending; where that stands for several images,
 * its path without ending; and its path where that does too. Files that no row names get ids of
 * their own, so that none of them is taken for a copy of an image that has a row.
 */
export function nameImages<Row extends { readonly cell: string }>(
  dir: string,
  rows: readonly Row[],
  { files, find }: { readonly files: readonly string[]; readonly find: FindFiles },
): NamedImages<Row> {
  const targets = rows.map((row) => targetOf(dir, row, find));
  const distinct = new Map(targets.map((target) => [target.key, target]));
  const ids = uniqueIds([...distinct.values()]);
  const images = new Map<string, string[]>();
  const lookedFor = new Map<string, string>();
  for (const { key, files: found, path } of distinct.values()) {
    const imageId = ids.get(key) ?? key;
    if (found.length > 0) images.set(imageId, [...found]);
    else if (path.includes('/')) lookedFor.set(imageId, path);
  }
  const taken = new Set(ids.values());
  const claimed = new Set([...images.values()].flat());
  for (const [imageId, rest] of restOf(dir, files, claimed, taken)) images.set(imageId, rest);
  return {
    rows: targets.map(({ row, key }) => ({ row, imageId: ids.get(key) ?? key })),
    images,
    lookedFor,
  };
}

interface Target {
  /** Equal for rows that name the same files. */
  readonly key: string;
  readonly files: readonly string[];
  /** As the file lies, or as the cell names it where there is none. */
  readonly path: string;
  readonly stem: string;
}

function targetOf<Row extends { readonly cell: string }>(dir: string, row: Row, find: FindFiles) {
  const cell = cleanPath(row.cell);
  const files = find(row.cell);
  const path = files.length > 0 && cell.includes('/') ? pathBelow(dir, files[0] ?? '') : cell;
  const key = files.length > 0 ? files.join('\u0000') : `\u0000${cell}`;
  return { row, key, files, path, stem: imageStem(nameOf(cell)) };
}

function uniqueIds(targets: readonly Target[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [stem, alike] of groupRows(targets, (target) => target.stem)) {
    const byPath = groupRows(alike, ({ path }) => imageStem(path));
    for (const [short, ofPath] of byPath) {
      for (const { key, path } of ofPath) {
        ids.set(key, alike.length === 1 ? stem : ofPath.length === 1 ? short : path);
      }
    }
  }
  return ids;
}

/** Files that no row names, under ids that no row has. */
function restOf(
  dir: string,
  files: readonly string[],
  claimed: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): Map<string, string[]> {
  const rest = files.filter((file) => !claimed.has(file));
  const stems = groupRows(rest, (file) => imageStem(nameOf(pathBelow(dir, file))));
  return new Map(
    [...stems].flatMap(([stem, alike]) =>
      alike.map((file): [string, string[]] => {
        const path = pathBelow(dir, file);
        if (alike.length === 1 && !taken.has(stem)) return [stem, [file]];
        return [taken.has(imageStem(path)) || alike.length > 1 ? path : imageStem(path), [file]];
      }),
    ),
  );
}
