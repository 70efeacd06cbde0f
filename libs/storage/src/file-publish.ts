import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasErrorCode } from './file-errors.js';
import type { ContentRef, FileLayout } from './file-layout.js';
import { withKeyLock } from './file-lock.js';
import { lacksLinks, makePointer, readPointer } from './file-pointers.js';
import { syncFolder } from './file-sync.js';
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
      // The body stays for another try.
      if (lacksLinks(error)) renameSync(content, body.path);
      else rmSync(content, { force: true });
      throw error;
    }
  };
  try {
    await placeInTurn(layout, key, place, condition);
  } catch (error) {
    if (!lacksLinks(error)) throw error;
    layout.pointers.becomeFiles();
    await placeInTurn(layout, key, place, condition);
  }
  // Both, or a power cut might keep the link and lose what it names.
  await syncFolder(dirname(content));
  await syncFolder(dirname(layout.linkPath(key)));
}

async function placeInTurn(
  layout: FileLayout,
  key: string,
  place: () => void,
  { ifNoneMatch }: WriteCondition,
): Promise<void> {
  // A new link needs no lock: of many at once, the file system lets one through.
  if (ifNoneMatch && !layout.pointers.areFiles()) place();
  else await withKeyLock(layout.locks, key, place);
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
  const target = readPointer(layout.linkPath(key));
  return target === null ? null : layout.resolveTarget(key, target);
}

function linkNew(layout: FileLayout, key: string, content: string): void {
  const path = layout.linkPath(key);
  const taken = (cause?: unknown) =>
    conditionFailed(key, { ifNoneMatch: true }, 'an object', cause);
  // Under the lock of the key: a file does not come into being together with what it says.
  if (layout.pointers.areFiles()) {
    if (readPointer(path) !== null) throw taken();
    replaceLink(layout, key, content, {});
    return;
  }
  try {
    inFolderOf(path, () => {
      makePointer(layout.pointers, layout.targetOf(key, content), path);
    });
  } catch (error) {
    if (!isTaken(error, path)) throw error;
    throw taken(error);
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
  makePointer(layout.pointers, layout.targetOf(key, content), aside);
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
