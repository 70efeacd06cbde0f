import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf } from './processes.js';
import { waitUntil } from './wait-until.js';

export interface MemoryGuard {
  /** Processes killed so far. */
  readonly killed: () => number;
  stop(): Promise<void>;
}

const pollMs = 10;

/**
 * Does what the kernel, or a daemon such as systemd-oomd, does on a machine without enough memory:
 * kills children of a process that have grown beyond a size.
 */
export function guardMemory(pid: number, limitMib: number): MemoryGuard {
  let [killed, isStopped] = [0, false];
  const watch = async () => {
    while (!isStopped) {
      for (const child of await childrenOf(pid)) {
        if ((await residentMib(child)) < limitMib) continue;
        process.kill(child, 'SIGKILL');
        killed += 1;
        await waitUntil(
          `process ${child} to be gone`,
          async () => (await residentMib(child)) === 0,
        );
      }
      await sleep(pollMs);
    }
  };
  const watching = watch();
  return {
    killed: () => killed,
    async stop() {
      isStopped = true;
      await watching;
    },
  };
}

/** 0 for a process that is gone, or is a zombie. */
async function residentMib(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
}
