import { basename, resolve } from 'node:path';
import { groupRows } from '../group-rows.js';
import { pathBelow } from './find-files.js';
import { hasImageEnding, imageStem } from './image-content.js';

/** Finds the image files that a cell of a table names; none when it names none, or not one alone. */
export type FindFiles = (cell: string) => readonly string[];

interface KnownFile {
  readonly file: string;
  /** Below the folder of the data set. */
  readonly path: string;
}

/**
 * How a cell names a file, the strictest way first. Texts are equal in Unicode's composed form: what
 * macOS writes differs from what a table says in nothing that can be seen.
 */
const foldings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFC').toLowerCase(),
];

/**
 * A cell with a folder names that file alone: by its path below the folder of the data set or below
 * the table's, or by a longer or shorter path that ends in the same folders. A bare name stands for
 * all files of that name, wherever they lie; its ending is heeded where a file has it.
 *
 * @param tableFolder where the table lies, below `dir`
 */
export function createFileFinder(
  dir: string,
  files: readonly string[],
  tableFolder = '',
): FindFiles {
  const known = files.map((file) => ({ file, path: pathBelow(dir, file) }));
  const root = basename(resolve(dir));
  const indexes = foldings.map((fold) => ({
    fold,
    byName: groupRows(known, ({ path }) => fold(nameOf(path))),
    byStem: groupRows(known, ({ path }) => fold(imageStem(nameOf(path)))),
  }));
  return (cell) => {
    const path = cleanPath(cell);
    for (const { fold, byName, byStem } of indexes) {
      const name = nameOf(path);
      const named = hasImageEnding(name) ? byName.get(fold(name)) : undefined;
      if (path.includes('/')) {
        const alike = hasImageEnding(name) ? named : byStem.get(fold(imageStem(name)));
        const found = byPath(alike ?? [], fold(path), fold, tableFolder, root);
        if (found.length > 0) return found.map(({ file }) => file);
      } else {
        const found = named ?? byStem.get(fold(imageStem(name))) ?? [];
        if (found.length > 0) return found.map(({ file }) => file);
      }
    }
    return [];
  };
}

/** Those of the files whose folders agree with the cell's, by the first way in which any do. */
function byPath(
  files: readonly KnownFile[],
  cell: string,
  fold: (text: string) => string,
  tableFolder: string,
  root: string,
): readonly KnownFile[] {
  const wanted = folderOf(cell);
  const below = (folder: string) => (folder === '' ? wanted : `${folder}/${wanted}`);
  const ways: readonly ((folder: string) => boolean)[] = [
    (folder) => folder === wanted,
    (folder) => folder === fold(below(tableFolder)),
    (folder) => `/${folder}`.endsWith(`/${wanted}`),
    (folder) => folder !== '' && `/${wanted}`.endsWith(`/${folder}`),
    (folder) => `/${wanted}`.endsWith(fold(folder === '' ? `/${root}` : `/${root}/${folder}`)),
  ];
  for (const agrees of ways) {
    const found = files.filter(({ path }) => agrees(fold(folderOf(path))));
    // Copies of an image beside each other are one; the same name in two folders is none.
    const folders = new Set(found.map(({ path }) => folderOf(path)));
    if (folders.size > 0) return folders.size === 1 ? found : [];
  }
  return [];
}

/** With slashes, and without `./` and doubled slashes. */
export function cleanPath(cell: string): string {
  return cell
    .replaceAll('\\', '/')
    .replaceAll(/\/{2,}/g, '/')
    .replaceAll(/(^|\/)(\.\/)+/g, '$1');
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
