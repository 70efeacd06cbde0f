import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { trialRetry } from '@crossfold/contracts';
import { childrenOf, type RunningProcess } from '../support/processes.js';
import { attemptsOf } from '../support/tiny-study.js';
import { keysOf, untilKeys, type DrillRange, type Fault } from './drill-range.js';

const gracePeriodMs = 30_000;

/** A worker dies with what it trains; another one starts, as a service manager would do it. */
export const killWorker: Fault = async (range) => {
  await range.endWorker(pickWorker(range), 'SIGKILL');
  await range.startWorker();
};

/** A training process alone dies, as by a fault of native code or for want of memory. */
export const killChild: Fault = async (range, studyId) => {
  await untilNoneIsPoisoned(range, studyId);
  const [child] = await childrenOf(pickWorker(range).pid);
  if (child !== undefined) process.kill(child, 'SIGKILL');
};

/** A training process goes on no more, and does not end either. */
export const hangChild: Fault = async (range, studyId) => {
  await untilNoneIsPoisoned(range, studyId);
  const [child] = await childrenOf(pickWorker(range).pid);
  if (child !== undefined) process.kill(child, 'SIGSTOP');
};

export const killOrchestrator: Fault = async ({ stack }) => {
  const restart = await stack.interruptOrchestrator('SIGKILL');
  await restart();
};

/** A machine is taken away with notice. */
export const leave: Fault = async (range) => {
  const askedAt = Date.now();
  const code = await range.endWorker(pickWorker(range), 'SIGTERM');
  const tookMs = Date.now() - askedAt;
  if (code !== 0 || tookMs > gracePeriodMs) {
    throw new Error(`expected exit 0 within ${gracePeriodMs} ms, got ${code} after ${tookMs} ms`);
  }
  await range.startWorker();
};

/** A worker stops past its lock and goes on when another one has its trial. */
export const outliveLock: Fault = async (range, studyId) => {
  const zombie = pickWorker(range);
  const pids = [zombie.pid, ...(await childrenOf(zombie.pid))];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const before = await keysOf(range.stack, studyId);
  const heir = await range.startWorker();
  await untilKeys(range.stack, studyId, (keys) =>
    keys.some((key) => isResult(key) && !before.includes(key)),
  );
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  await untilKeys(range.stack, studyId, (keys) =>
    keys.some((key) => key.endsWith('/receipt.json') && !before.includes(key)),
  );
  await range.endWorker(heir, 'SIGTERM');
};

export const flushRedis: Fault = ({ stack }) => stack.flushRedis();

/** @param awayMs until it is started again */
export function killRedis(awayMs: number): Fault {
  return async ({ stack }) => {
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(awayMs);
    await restart();
  };
}

/** The newest checkpoint of a trial is no longer what was written. */
export function damageCheckpoint(change: 'flip' | 'truncate'): Fault {
  return async (range, studyId) => {
    await range.endWorker(pickWorker(range), 'SIGTERM');
    const newest = await newestOpenCheckpoint(range, studyId);
    if (newest) {
      const path = await realpath(join(range.stack.folder, 'store', 'objects', newest));
      const bytes = await readFile(path);
      const at = bytes.length >> 1;
      bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
      await writeFile(path, change === 'flip' ? bytes : bytes.subarray(0, at));
    }
    const worker = await range.startWorker();
    if (newest) await untilSaid(worker, 'damaged checkpoint');
  };
}

/** One of them at random. */
export function anyOf(faults: readonly Fault[]): Fault {
  return async (range, studyId) => {
    const fault = faults[range.random.integer(faults.length)];
    await fault?.(range, studyId);
  };
}

function pickWorker({ workers, random }: DrillRange): RunningProcess {
  const all = workers();
  const worker = all[random.integer(all.length)];
  if (!worker) throw new Error('expected a worker for the drill, got none');
  return worker;
}

/** A trial that crashes at each attempt is failed for good; the drills are not about that. */
async function untilNoneIsPoisoned({ stack }: DrillRange, studyId: string): Promise<void> {
  for (;;) {
    const keys = await keysOf(stack, studyId);
    const attempts = await attemptsOf(stack.store, studyId);
    const isOpen = (trialId: string) =>
      !keys.some((key) => key.endsWith(`/${trialId}/receipt.json`));
    const isNearEnd = ([trialId, n]: [string, number]) =>
      n >= trialRetry.attempts - 1 && isOpen(trialId);
    if (![...attempts].some(isNearEnd)) return;
    await sleep(100);
  }
}

async function newestOpenCheckpoint(
  { stack }: DrillRange,
  studyId: string,
): Promise<string | undefined> {
  const keys = await keysOf(stack, studyId);
  const finished = keys
    .filter((key) => key.endsWith('/receipt.json'))
    .map((key) => key.slice(0, -'receipt.json'.length));
  return keys
    .filter((key) => key.includes('/checkpoints/'))
    .filter((key) => !finished.some((folder) => key.startsWith(folder)))
    .at(-1);
}

async function untilSaid(worker: RunningProcess, text: string): Promise<void> {
  while (!worker.errors().includes(text)) await sleep(50);
}

function isResult(key: string): boolean {
  return key.includes('/checkpoints/') || key.endsWith('/receipt.json');
}
