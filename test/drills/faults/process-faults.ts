import { records, tasks } from '@crossfold/contracts';
import { slotsOf, type RunningProcess } from '../../support/processes.js';
import { attemptsOf } from '../../support/tiny-study.js';
import { waitUntil } from '../../support/wait-until.js';
import { isOver, openTrials, untilKeys } from '../drill-objects.js';
import { pickWorker, type DrillRange, type Fault } from '../drill-range.js';
import { handedBack, newestCheckpoint, type TrialPosition } from '../trial-progress.js';

const gracePeriodMs = 30_000;
const sayTimeoutMs = 120_000;
const drillTimeoutMs = 600_000;

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

/** A machine is taken away with notice: its worker exits in time and loses one step at most. */
export const leave: Fault = async (range, studyId) => {
  const { stack } = range;
  const askedAt = performance.now();
  const code = await range.endWorker(pickWorker(range), 'SIGTERM');
  const tookMs = performance.now() - askedAt;
  if (code !== 0 || tookMs > gracePeriodMs) {
    throw new Error(`expected exit 0 within ${gracePeriodMs} ms, got ${code} after ${tookMs} ms`);
  }
  for (const [trialId, step] of await handedBack(stack, studyId)) {
    const saved = await newestCheckpoint(stack, studyId, trialId);
    if (saved && isAtMostOneStepBefore(saved, step)) continue;
    throw new Error(
      `expected ${trialId} saved at ${JSON.stringify(step)} or one step before, ` +
        `got ${JSON.stringify(saved)}`,
    );
  }
  await range.startWorker();
};

function isAtMostOneStepBefore(saved: TrialPosition, step: TrialPosition): boolean {
  return saved.epoch > step.epoch || (saved.epoch === step.epoch && saved.step >= step.step - 1);
}

/** Time for a busy machine between the end of the grace period and that of the process. */
const lateMs = 2_000;

/**
 * The same where the store or Redis may be away too: a worker that cannot hand its trial back by the
 * end of its grace period ends without, and says so by its exit code.
 */
export const terminate: Fault = async (range) => {
  const askedAt = performance.now();
  const code = await range.endWorker(pickWorker(range), 'SIGTERM');
  const tookMs = performance.now() - askedAt;
  const isLate = tookMs >= gracePeriodMs;
  if (tookMs > gracePeriodMs + lateMs || code !== (isLate ? 1 : 0)) {
    throw new Error(`expected exit 0, or 1 after ${gracePeriodMs} ms, got ${code} after ${tookMs}`);
  }
  await range.startWorker();
};

/** A worker stops past its lock and goes on when another one has finished its trial. */
export const outliveLock: Fault = async (range, studyId) => {
  const { stack } = range;
  const zombie = pickWorker(range);
  const pids = [zombie.pid, ...(await slotsOf(zombie.pid))];
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const [trialId] = await openTrials(stack, studyId);
  const attempts = await attemptsOf(stack.store, studyId);
  const heir = await range.startWorker();
  if (trialId !== undefined) {
    const next = records.attempt.key({
      studyId,
      trialId,
      attempt: (attempts.get(trialId) ?? 0) + 1,
    });
    await untilKeys(stack, studyId, (keys) => keys.includes(next));
    const receipt = records.receipt.key({ studyId, trialId });
    await untilKeys(stack, studyId, (keys) => keys.includes(receipt));
  }
  for (const pid of pids) process.kill(pid, 'SIGCONT');
  if (trialId !== undefined) await untilSaid(zombie, 'to be the newest, got a newer one');
  await range.endWorker(heir, 'SIGTERM');
};

/** A trial that crashes at each attempt is failed for good; these drills are not about that. */
async function untilNoneIsPoisoned({ stack }: DrillRange, studyId: string): Promise<void> {
  const isPoisoned = async () => {
    const attempts = await attemptsOf(stack.store, studyId);
    const open = await openTrials(stack, studyId);
    return open.some((trialId) => (attempts.get(trialId) ?? 0) >= tasks.trial.retry.attempts - 1);
  };
  await waitUntil('no trial at its last attempt', async () => !(await isPoisoned()), {
    timeoutMs: drillTimeoutMs,
    everyMs: 100,
  });
}

/** Waits for a training process, unless the study ends before there is one. */
async function signalChild(
  range: DrillRange,
  studyId: string,
  signal: NodeJS.Signals,
): Promise<void> {
  const worker = pickWorker(range);
  const sendOrOver = async () => {
    const [child] = await slotsOf(worker.pid);
    if (child !== undefined) process.kill(child, signal);
    return child !== undefined || (await isOver(range.stack, studyId));
  };
  await waitUntil('a training process', sendOrOver, { timeoutMs: drillTimeoutMs });
}

export async function untilSaid(worker: RunningProcess, text: string): Promise<void> {
  const isSaid = () => worker.errors().includes(text);
  await waitUntil(`a worker to say "${text}"`, isSaid, { timeoutMs: sayTimeoutMs }).catch(() => {
    throw new Error(`expected a worker to say "${text}", got: ${worker.errors().slice(-500)}`);
  });
}
