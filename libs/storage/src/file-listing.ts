import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrorCode } from './file-errors.js';
import type { FileLayout } from './file-layout.js';
import { readPointer } from './file-pointers.js';
import { compareKeys } from './keys.js';
import type { ListedObject } from './object-store.js';

/**
 * Walks the keys that begin with `prefix` and come after `startAfter`, in the order of their bytes,
 * one folder at a time: a listing of many keys never lies in memory whole. It begins in the folder of
 * the prefix: those above it may hold thousands of others.
 */
export async function* walkObjects(
  layout: FileLayout,
  prefix: string,
  startAfter: string,
  folder = prefix.slice(0, prefix.lastIndexOf('/') + 1),
): AsyncGenerator<ListedObject> {
  for (const name of await readNames(join(layout.objects, folder))) {
    const path = folder + name;
    if (name.endsWith('/')) {
      if (mayHold(path, prefix, startAfter)) yield* walkObjects(layout, prefix, startAfter, path);
    } else if (path.startsWith(prefix) && compareKeys(path, startAfter) > 0) {
      const found = await describe(layout, path);
      if (found) yield found;
    }
  }
}

/** Names sorted as the keys beneath them sort: a folder counts with its slash ("a-b" < "a/"). */
async function readNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map(nameOf).sort(compareKeys);
  } catch (error) {
    // A folder may vanish with its last object while the walk is under way; an object is none.
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

function nameOf(entry: Dirent): string {
  return entry.isDirectory() ? `${entry.name}/` : entry.name;
}

/** Whether a folder (with its slash) can hold keys that are asked for. */
function mayHold(folder: string, prefix: string, startAfter: string): boolean {
  const isWithin = folder.startsWith(prefix) || prefix.startsWith(folder);
  return isWithin && (startAfter.startsWith(folder) || compareKeys(folder, startAfter) > 0);
}

async function describe(layout: FileLayout, key: string): Promise<ListedObject | null> {
  try {
    const target = readPointer(layout.linkPath(key));
    // Not ours: what a person or a program has put there.
    if (target === null) return null;
    const content = layout.resolveTarget(key, target);
    const { size, mtimeMs } = await stat(content.path);
    return { key, sizeBytes: size, etag: content.sha256, modifiedMs: mtimeMs };
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return null;
    throw error;
  }
}
