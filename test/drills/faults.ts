import { readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { objectPaths, trialRetry } from '@crossfold/contracts';
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
  await signalChild(range, studyId, 'SIGKILL');
};

/** A training process goes on no more, and does not end either. */
export const hangChild: Fault = async (range, studyId) => {
  await untilNoneIsPoisoned(range, studyId);
  await signalChild(range, studyId, 'SIGSTOP');
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
  const { stack } = range;
  const zombie = pickWorker(range);
  const pids = [zombie.pid, ...(await childrenOf(zombie.pid))];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const [trialId] = await openTrials(range, studyId);
  const attempts = await attemptsOf(stack.store, studyId);
  const heir = await range.startWorker();
  if (trialId !== undefined) {
    const next = objectPaths.attempt(studyId, trialId, (attempts.get(trialId) ?? 0) + 1);
    await untilKeys(stack, studyId, (keys) => keys.includes(next));
    const receipt = objectPaths.receipt(studyId, trialId);
    await untilKeys(stack, studyId, (keys) => keys.includes(receipt));
  }
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  if (trialId !== undefined) await untilSaid(zombie, 'to be the newest, got a newer one');
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
async function untilNoneIsPoisoned(range: DrillRange, studyId: string): Promise<void> {
  for (;;) {
    const attempts = await attemptsOf(range.stack.store, studyId);
    const open = await openTrials(range, studyId);
    if (!open.some((trialId) => (attempts.get(trialId) ?? 0) >= trialRetry.attempts - 1)) return;
    await sleep(100);
  }
}

/** Trials that were taken up and have no receipt. */
async function openTrials({ stack }: DrillRange, studyId: string): Promise<string[]> {
  const keys = await keysOf(stack, studyId);
  const attempts = await attemptsOf(stack.store, studyId);
  return [...attempts.keys()].filter(
    (trialId) => !keys.includes(objectPaths.receipt(studyId, trialId)),
  );
}

async function newestOpenCheckpoint(
  range: DrillRange,
  studyId: string,
): Promise<string | undefined> {
  const prefixes = (await openTrials(range, studyId)).map((trialId) =>
    objectPaths.checkpoints(studyId, trialId),
  );
  const keys = await keysOf(range.stack, studyId);
  return keys.filter((key) => prefixes.some((prefix) => key.startsWith(prefix))).at(-1);
}

/** Waits for a training process, unless the study ends before there is one. */
async function signalChild(
  range: DrillRange,
  studyId: string,
  signal: NodeJS.Signals,
): Promise<void> {
  const worker = pickWorker(range);
  const report = objectPaths.report(studyId);
  for (;;) {
    const [child] = await childrenOf(worker.pid);
    if (child !== undefined) process.kill(child, signal);
    if (child !== undefined || (await keysOf(range.stack, studyId)).includes(report)) return;
    await sleep(20);
  }
}

async function untilSaid(worker: RunningProcess, text: string): Promise<void> {
  while (!worker.errors().includes(text)) await sleep(50);
}
