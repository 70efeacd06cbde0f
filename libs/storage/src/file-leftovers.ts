import { lstat, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { hasErrorCode } from './file-errors.js';
import type { FileLayout } from './file-layout.js';
import { readPointer } from './file-pointers.js';
import type { Leftover } from './object-store.js';

/**
 * Bodies that were never published, contents that no name leads to, and locks. A content gets its name
 * right after it has come into its place, and never another one.
 */
export async function* walkLeftovers(layout: FileLayout): AsyncGenerator<Leftover> {
  const dir = dirname(layout.objects);
  for (const folder of [layout.incoming, layout.locks]) {
    for (const name of await readNames(folder)) yield* describe(dir, join(folder, name));
  }
  const named = new Set<string>();
  await gatherNamed(layout, '', named);
  const content = join(dir, 'content');
  for (const shard of await readNames(content)) {
    for (const name of await readNames(join(content, shard))) {
      const path = join(content, shard, name);
      if (!named.has(path)) yield* describe(dir, path);
    }
  }
}

async function* describe(dir: string, path: string): AsyncGenerator<Leftover> {
  const status = await lstat(path).catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return null;
    throw error;
  });
  if (!status) return;
  yield {
    name: relative(dir, path),
    sizeBytes: status.size,
    modifiedMs: status.mtimeMs,
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

async function gatherNamed(layout: FileLayout, folder: string, named: Set<string>): Promise<void> {
  for (const name of await readNames(join(layout.objects, folder), true)) {
    const path = folder + name;
    if (name.endsWith('/')) await gatherNamed(layout, path, named);
    else {
      const target = readPointer(layout.linkPath(path));
      if (target !== null) named.add(layout.resolveTarget(path, target).path);
    }
  }
}

/** @param marksFolders folders end in a slash */
async function readNames(folder: string, marksFolders = false): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.map((entry) =>
      marksFolders && entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}
