import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { hasErrorCode } from './file-errors.js';

const pollMs = 5;
/** The work is a handful of system calls: a holder seen for so long was killed within it. */
const defaultStaleMs = 10_000;

/**
 * Runs `work` while holding the lock of a key, which all processes on the folder agree on. The work
 * is synchronous, so that no pause of the event loop can lengthen it and contenders in the same
 * process never meet. A lock is a symbolic link, because that comes into being together with its
 * content: a name that no other holder has.
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
    if (readHolder(path) === mine) rmSync(path, { force: true });
  }
}

/**
 * Whoever makes the claim on this one dead holder removes its lock. Without the claim, a slower
 * contender that judged the same holder could remove the lock of a faster one's successor.
 */
function removeStale(path: string, holder: string, isClaimStale: boolean): void {
  const claim = `${path}.${holder}`;
  if (isClaimStale) rmSync(claim, { force: true });
  if (!tryLink('claim', claim)) return;
  try {
    if (readHolder(path) === holder) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

function tryLink(content: string, path: string): boolean {
  try {
    symlinkSync(content, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function readHolder(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
