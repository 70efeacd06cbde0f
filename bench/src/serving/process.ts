import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';

/** A server in a process group of its own, with the processes that it starts. */
export interface ServerProcess {
  readonly pid: number;
  /** What it has printed so far, the end of it. */
  readonly printed: () => string;
  readonly hasEnded: () => boolean;
  stop(): Promise<void>;
}

const keptChars = 20_000;
const stopMs = 30_000;
const startMs = 300_000;

export function startProcess(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): ServerProcess {
  const child = spawn(program, args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed = (printed + text).slice(-keptChars);
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', (error) => {
      printed += error.message;
      resolve();
    });
  });
  const hasEnded = () =>
    child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    printed: () => printed,
    hasEnded,
    async stop() {
      if (hasEnded()) return;
      child.kill('SIGTERM');
      const timer = setTimeout(() => killGroup(child.pid), stopMs);
      await ended;
      clearTimeout(timer);
      killGroup(child.pid);
    },
  };
}

/** What a server has started may outlive it. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left.
  }
}

/**
 * Waits for what a server says or answers.
 *
 * @param look gives undefined until it is there
 * @throws AppError INTERNAL with what the server printed last, when it ends or takes minutes
 */
export async function untilUp<T>(
  server: ServerProcess,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (const startedAt = performance.now(); performance.now() - startedAt < startMs;) {
    const found = await look();
    if (found !== undefined) return found;
    if (server.hasEnded()) break;
    await sleep(50);
  }
  const last = server.printed().trim().split('\n').slice(-12).join('\n');
  throw new AppError('INTERNAL', `expected a server to start, got: ${last}`);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

export interface Memory {
  /** Resident now, in bytes. */
  readonly resident: number;
  /** The most so far. */
  readonly peak: number;
}

/** Of all processes of a group together. */
export async function memoryOf({ pid }: ServerProcess): Promise<Memory> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  let [resident, peak] = [0, 0];
  for (const number of numbers) {
    const stat = await readFile(`/proc/${number}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may hold spaces; behind it come state, parent and group.
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
    if (group !== pid) continue;
    const status = await readFile(`/proc/${number}/status`, 'utf8').catch(() => '');
    resident += 1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
    peak += 1024 * Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  }
  return { resident, peak };
}
