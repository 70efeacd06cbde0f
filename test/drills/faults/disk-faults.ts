import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { childrenOf } from '../../support/processes.js';
import type { SmallDisk } from '../../support/small-disk.js';
import type { Fault } from '../drill-range.js';

/** The disk of the store is full for a while. */
export function fillDisk(disk: () => SmallDisk, forMs: number): Fault {
  return async () => {
    await disk().fill();
    try {
      await sleep(forMs);
    } finally {
      await disk().free();
    }
  };
}

/** Workers and what they train can write no file for a while, as beyond a quota (EFBIG). */
export function forbidWrites(forMs: number): Fault {
  return async ({ workers }) => {
    const pids: number[] = [];
    for (const { pid } of workers()) pids.push(pid, ...(await childrenOf(pid)));
    await limitFiles(pids, '1');
    await sleep(forMs);
    const now: number[] = [];
    for (const { pid } of workers()) now.push(pid, ...(await childrenOf(pid)));
    await limitFiles(now, 'unlimited');
  };
}

async function limitFiles(pids: readonly number[], soft: string): Promise<void> {
  for (const pid of pids) {
    const limit = `--fsize=${soft}:unlimited`;
    // A process may end meanwhile.
    await promisify(execFile)('prlimit', ['--pid', String(pid), limit]).catch(() => undefined);
  }
}
