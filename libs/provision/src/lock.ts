import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readTextIfAny } from './files.js';

export interface LockOptions {
  /** Called once, when somebody else holds the lock. */
  readonly onWait?: (holder: LockHolder) => void;
}

export interface LockHolder {
  readonly pid: number;
  readonly host: string;
}

const heartbeatMs = 5_000;
const silenceMs = 60_000;
const pollMs = 200;

/**
 * Runs `work` while holding a lock file that processes on one machine, or containers sharing the
 * folder, agree on. A holder that died is recognised: on this host by its process id, elsewhere by
 * a heartbeat that has been silent for a minute.
 */
export async function withLock<T>(
  path: string,
  work: () => Promise<T>,
  { onWait }: LockOptions = {},
): Promise<T> {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), nonce: randomUUID() });
  await mkdir(dirname(path), { recursive: true });
  for (let waiting = false; !(await take(path, text));) {
    const held = await readTextIfAny(path);
    if (held === undefined) continue;
    if (await isStale(path, held)) {
      await removeStale(path, held);
      continue;
    }
    if (!waiting) onWait?.(JSON.parse(held) as LockHolder);
    waiting = true;
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => void touch(path), heartbeatMs);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    if ((await readTextIfAny(path)) === text) await rm(path, { force: true });
  }
}

/** A hard link appears with its content or not at all, unlike a file that is created, then written. */
async function take(path: string, text: string): Promise<boolean> {
  const aside = `${path}.${randomUUID()}`;
  await writeFile(aside, text, { flag: 'wx' });
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isStale(path: string, held: string): Promise<boolean> {
  const holder = JSON.parse(held) as LockHolder;
  if (holder.host === hostname() && !isAlive(holder.pid)) return true;
  const status = await stat(path).catch(() => undefined);
  return status !== undefined && Date.now() - status.mtimeMs > silenceMs;
}

/** Two processes may find the same stale lock: the slower one must not remove the faster one's new lock. */
async function removeStale(path: string, held: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await readTextIfAny(aside)) !== held) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
