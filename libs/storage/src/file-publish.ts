import { randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasErrorCode } from './file-errors.js';
import type { ContentRef, FileLayout } from './file-layout.js';
import { withKeyLock } from './file-lock.js';
import type { WriteCondition } from './object-store.js';
import type { SpooledBody } from './spool.js';
import { conditionFailed } from './store-errors.js';

/**
 * Makes a spooled body the object of a key: the bytes move to their place, then the link appears.
 * Both steps run without a pause between them, so that only a process killed within microseconds
 * leaves bytes that no link names.
 *
 * @throws AppError OBJECT_EXISTS or CONFLICT when the condition does not hold
 */
export async function publish(
  layout: FileLayout,
  key: string,
  body: SpooledBody,
  condition: WriteCondition,
): Promise<void> {
  const content = layout.contentPath(body.sha256, randomUUID());
  const place = () => {
    mkdirSync(dirname(content), { recursive: true });
    renameSync(body.path, content);
    try {
      if (condition.ifNoneMatch) linkNew(layout, key, content);
      else replaceLink(layout, key, content, condition);
    } catch (error) {
      rmSync(content, { force: true });
      throw error;
    }
  };
  // A new link needs no lock: of many at once, the file system lets one through.
  if (condition.ifNoneMatch) place();
  else await withKeyLock(layout.locks, key, place);
  // Both, or a power cut might keep the link and lose what it names.
  await syncFolder(dirname(content));
  await syncFolder(dirname(layout.linkPath(key)));
}

/** Removes an object, its bytes, and the folders that became empty. */
export async function unpublish(layout: FileLayout, key: string): Promise<void> {
  const link = layout.linkPath(key);
  const removed = await withKeyLock(layout.locks, key, () => {
    const current = readContentRef(layout, key);
    if (!current) return false;
    rmSync(link);
    rmSync(current.path, { force: true });
    return true;
  });
  if (removed) pruneFolders(layout.objects, dirname(link));
}

/** What the key's link names now, or null when there is no such object. */
export function readContentRef(layout: FileLayout, key: string): ContentRef | null {
  try {
    return layout.resolveTarget(key, readlinkSync(layout.linkPath(key)));
  } catch (error) {
    // EINVAL: a folder of other keys. ENOTDIR: another key is where a folder would be.
    if (hasErrorCode(error, 'ENOENT', 'EINVAL', 'ENOTDIR')) return null;
    throw error;
  }
}

function linkNew(layout: FileLayout, key: string, content: string): void {
  try {
    makeLink(layout, key, content, layout.linkPath(key));
  } catch (error) {
    if (!isTaken(error, layout.linkPath(key))) throw error;
    throw conditionFailed(key, { ifNoneMatch: true }, 'an object', error);
  }
}

/** Not so when the name is that of a folder of other keys, or another key is where a folder would be. */
function isTaken(error: unknown, path: string): boolean {
  if (!hasErrorCode(error, 'EEXIST')) return false;
  const isLink = (error as NodeJS.ErrnoException).syscall === 'symlink';
  return isLink && lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true;
}

function replaceLink(
  layout: FileLayout,
  key: string,
  content: string,
  condition: WriteCondition,
): void {
  const current = readContentRef(layout, key);
  if (condition.ifMatch !== undefined && condition.ifMatch !== current?.sha256) {
    throw conditionFailed(key, condition, current?.sha256 ?? 'nothing');
  }
  const aside = `${content}.link`;
  symlinkSync(layout.targetOf(key, content), aside);
  try {
    inFolderOf(layout.linkPath(key), () => {
      renameSync(aside, layout.linkPath(key));
    });
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
  if (current) rmSync(current.path, { force: true });
}

function makeLink(layout: FileLayout, key: string, content: string, path: string): void {
  inFolderOf(path, () => {
    symlinkSync(layout.targetOf(key, content), path);
  });
}

/** Another process may remove the folder, found empty, right after it was made: then once more. */
function inFolderOf(path: string, work: () => void): void {
  for (;;) {
    mkdirSync(dirname(path), { recursive: true });
    try {
      work();
      return;
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT')) throw error;
    }
  }
}

function pruneFolders(top: string, folder: string): void {
  for (let path = folder; path !== top; path = dirname(path)) {
    try {
      rmdirSync(path);
    } catch (error) {
      if (hasErrorCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT')) return;
      throw error;
    }
  }
}

/** Forces a new name to disk. The folder may be gone already: its object was deleted meanwhile. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch((error: unknown) => {
    if (hasErrorCode(error, 'ENOENT')) return null;
    throw error;
  });
  try {
    await folder?.sync();
  } finally {
    await folder?.close();
  }
}
