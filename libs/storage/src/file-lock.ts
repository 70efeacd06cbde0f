import { createHash, randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrorCode, isUnsupported } from './file-errors.js';
import { lacksLinks } from './file-pointers.js';

const pollMs = 5;
/** The work is a handful of system calls: a holder seen for so long was killed within it. */
const defaultStaleMs = 10_000;

/**
 * Runs `work` while holding the lock of a key, which all processes on the folder agree on. The work
 * is synchronous, so that no pause of the event loop can lengthen it and contenders in the same
 * process never meet. A lock is a symbolic link, because that comes into being together with its
 * content: a name that no other holder has. Where there are no links it is a folder with one file of
 * that name, moved into its place.
 */
export async function withKeyLock<T>(
  folder: string,
  key: string,
  work: () => T,
  { staleMs = defaultStaleMs } = {},
): Promise<T> {
  const path = join(folder, createHash('sha256').update(key).digest('hex'));
  const mine = randomUUID();
  let seen = { holder: '', sinceMs: 0 };
  mkdirSync(folder, { recursive: true });
  while (!tryLink(mine, path)) {
    const holder = readHolder(path);
    if (holder === undefined) continue;
    if (seen.holder !== holder) seen = { holder, sinceMs: performance.now() };
    // Watched, not dated: clocks of machines that share the folder may differ.
    const watchedMs = performance.now() - seen.sinceMs;
    if (watchedMs > staleMs) removeStale(path, holder, watchedMs > 2 * staleMs);
    await sleep(pollMs * (1 + Math.random()));
  }
  try {
    return work();
  } finally {
    if (readHolder(path) === mine) removeLock(path);
  }
}

/**
 * Whoever makes the claim on this one dead holder removes its lock. Without the claim, a slower
 * contender that judged the same holder could remove the lock of a faster one's successor.
 */
function removeStale(path: string, holder: string, isClaimStale: boolean): void {
  const claim = `${path}.${holder}`;
  if (isClaimStale) removeLock(claim);
  if (!tryLink('claim', claim)) return;
  try {
    if (readHolder(path) === holder) removeLock(path);
  } finally {
    removeLock(claim);
  }
}

function tryLink(content: string, path: string): boolean {
  try {
    symlinkSync(content, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (lacksLinks(error)) return tryFolder(content, path);
    throw error;
  }
}

/** A folder that is not empty takes the place of none and of an empty one, but of no other. */
function tryFolder(content: string, path: string): boolean {
  const aside = `${path}.${randomUUID()}`;
  mkdirSync(aside);
  writeFileSync(join(aside, content), '');
  try {
    renameSync(aside, path);
    return true;
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // EPERM, EACCES: what some file systems say where the folder is taken.
    const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (isThere || hasErrorCode(error, 'EEXIST', 'ENOTEMPTY', 'ENOTDIR')) return false;
    throw error;
  }
}

function readHolder(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    // EINVAL: it is no link.
    if (isUnsupported(error)) return readFolder(path);
    throw error;
  }
}

function readFolder(path: string): string | undefined {
  try {
    return readdirSync(path)[0];
  } catch (error) {
    // Gone since, or another holder's link.
    const isFile = lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
    if (hasErrorCode(error, 'ENOENT', 'ENOTDIR') && !isFile) return undefined;
    throw error;
  }
}

/** A folder is moved away first: emptied in its place, it would be another's before it is gone. */
function removeLock(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    rmSync(path, { force: true });
    return;
  }
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return;
    throw error;
  }
  rmSync(aside, { recursive: true, force: true });
}
