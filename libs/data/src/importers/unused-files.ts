import { realpath } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { IngestProblem } from '@crossfold/contracts';
import { pathBelow } from './find-files.js';
import { listFolder, listFoldersWithin } from './folder-listing.js';
import { imageContentOf } from './image-content.js';
import type { ImportedFolder } from './importer.js';

/** What publishers lay beside images. */
export const documentName =
  /^(attribution|licen[cs]e|copying|notice|readme|citation)(\.[a-z]{2,4})?$/i;

interface UnusedFilesOptions {
  /** Files that the command itself has read. */
  readonly alsoRead?: readonly string[];
  /** Named because several sets lie in the folder. */
  readonly layout?: string;
}

/**
 * A problem for each file of a data set that is neither image, mask nor table of it: in the folders
 * in which images were looked for every file but licences and the like; elsewhere every image, unless
 * other sets are said to lie there.
 */
export async function unusedFiles(
  folder: ImportedFolder,
  { alsoRead = [], layout }: UnusedFilesOptions,
): Promise<IngestProblem[]> {
  const { dir } = folder;
  const searched = new Set(folder.searched.map(normalize));
  const used = await usedFiles(folder, alsoRead);
  const problems: IngestProblem[] = [];
  for (const inner of await listFoldersWithin(dir)) {
    const isSearched = searched.has(normalize(inner));
    if (!isSearched && layout !== undefined) continue;
    const { files, others } = await listFolder(join(dir, inner));
    for (const name of files.filter((name) => !documentName.test(name))) {
      const path = join(dir, inner, name);
      if (used.has(path) || folder.isCompanion?.(pathBelow(dir, path))) continue;
      if (used.has(await realpath(path).catch(() => path))) continue;
      const detail = await reasonFor(path, isSearched);
      if (detail !== null) problems.push(problemOf(dir, path, detail));
    }
    if (!isSearched) continue;
    const detail = 'a link that leads nowhere, or no regular file';
    problems.push(...others.map((name) => problemOf(dir, join(dir, inner, name), detail)));
  }
  return problems;
}

/** With what links among them lead to. */
async function usedFiles(
  { images, masks, tables }: ImportedFolder,
  alsoRead: readonly string[],
): Promise<Set<string>> {
  const named = [...[...images.values()].flat(), ...(masks?.values() ?? []), ...tables];
  const used = new Set(named.map(normalize));
  for (const path of [...named, ...alsoRead]) used.add(await realpath(path).catch(() => path));
  return used;
}

async function reasonFor(path: string, isSearched: boolean): Promise<string | null> {
  const content = await imageContentOf(path);
  if (content && !content.readable) {
    return `an image of format ${content.format}, which is not read; convert it to JPEG or PNG`;
  }
  if (content) return 'an image where this layout has none';
  return isSearched ? 'neither an image nor a table of this data set' : null;
}

function problemOf(dir: string, path: string, detail: string): IngestProblem {
  return { kind: 'unused-file', imageId: pathBelow(dir, path), detail, decision: 'dropped' };
}
