import { createFileFinder } from '../importers/file-finder.js';
import { listImages } from '../importers/find-files.js';
import { listFoldersWithin } from '../importers/folder-listing.js';

/**
 * The files in a folder, and in those below it, that the cells of a table name, by cell; none for a
 * cell that names no file, or several.
 */
export async function findAuditFiles(
  dir: string,
  cells: Iterable<string>,
): Promise<Map<string, string>> {
  const find = createFileFinder(dir, await listImages(dir, await listFoldersWithin(dir)));
  return new Map(
    [...new Set(cells)].flatMap((cell) => {
      const [file, ...more] = find(cell);
      return file === undefined || more.length > 0 ? [] : [[cell, file] as const];
    }),
  );
}
