import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withLock, type LockHolder } from './lock.js';

async function temporaryLock(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-lock-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, 'a.lock');
}

async function lockHeldBy(pid: number, host = hostname()): Promise<string> {
  const lock = await temporaryLock();
  await writeFile(lock, JSON.stringify({ pid, host, nonce: 'other' }));
  return lock;
}

describe('withLock', () => {
  it('lets one worker in at a time and leaves nothing behind', async () => {
    const lock = await temporaryLock();
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, (inside += 1));
      await sleep(10);
      inside -= 1;
    };
    await Promise.all([withLock(lock, work), withLock(lock, work), withLock(lock, work)]);
    expect(most).toBe(1);
    expect(await readdir(dirname(lock))).toEqual([]);
  });

  it('takes over from a process of this host that is gone', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const lock = await lockHeldBy(gone);
    expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
  });

  it('takes over from another host whose heartbeat is silent', async () => {
    const lock = await lockHeldBy(1, 'elsewhere.invalid');
    const longAgo = new Date(Date.now() - 120_000);
    await utimes(lock, longAgo, longAgo);
    expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
  });

  it('waits for a living process and says for whom', async () => {
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const lock = await lockHeldBy(other.pid ?? 0);
    const holders: LockHolder[] = [];
    const done = withLock(lock, () => Promise.resolve('done'), {
      onWait: (holder) => {
        holders.push(holder);
        other.kill();
      },
    });
    await once(other, 'exit');
    expect(await done).toBe('done');
    expect(holders).toMatchObject([{ pid: other.pid, host: hostname() }]);
  });

  it('is free again after a failure', async () => {
    const lock = await temporaryLock();
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
  });
});
