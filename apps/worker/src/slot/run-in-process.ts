import { AppError, type ErrorCode } from '@crossfold/contracts';
import type { TaskProgress } from '../tasks/task-row.js';
import type { SlotMessage, SlotTask } from './messages.js';
import type { OutputName } from './forward-output.js';
import type { StoreUse } from './store-use.js';
import { countMemoryKills } from './memory-kills.js';
import { tell, type SlotProcess } from './slot-process.js';

/** Who is told what a running task does. */
export interface SlotListener {
  readonly onProgress: (progress: TaskProgress) => void;
  /** Where the task is measured. */
  readonly onStoreUse: (use: StoreUse) => void;
  /** A line that the process prints, also shortly after its end. */
  readonly onLine: (source: OutputName, line: string) => void;
}

/** How and when a running task is ended from outside. */
export interface SlotLimits {
  /** Kills the process at once. */
  readonly kill: AbortSignal;
  /** Asks the process to stop at its next step. */
  readonly leave: AbortSignal;
  /** What then still runs after this time is killed. */
  readonly gracePeriodMs: number;
  /** A process that has told no progress for so long is killed. */
  readonly stallTimeoutMs: number;
}

/** How a task ended that did not fail: `unfit` when this process has not begun it. */
export type TaskEnd =
  | { readonly type: 'unfit' }
  | {
      readonly type: 'done';
      readonly result: unknown;
      /** Memory that the process holds while it waits for another task; null when it is gone. */
      readonly residentBytes: number | null;
    };

/**
 * Runs a task in a process that has none. Only after a task that went well is the process of use;
 * else it is ended, or ends by itself.
 *
 * @throws AppError of the task; CANCELLED when it was killed on demand; INTERRUPTED when it left;
 *   TRIAL_STALLED when it hung; OUT_OF_MEMORY when the kernel killed it for that; TRIAL_CRASHED when the process ended without an answer
 */
export function runInProcess(
  used: SlotProcess,
  task: SlotTask,
  { onProgress, onStoreUse, onLine }: SlotListener,
  limits: SlotLimits,
): Promise<TaskEnd> {
  const { child, tasks } = used;
  used.hear = onLine;
  const { kill, leave, gracePeriodMs, stallTimeoutMs } = limits;
  return new Promise((resolve, reject) => {
    const memoryKills = countMemoryKills();
    let answer: SlotMessage | null = null;
    // A new process that does not even start is an error; one that ended while it waited is not.
    let isTaken = tasks === 0;
    let reason: AppError | null = null;
    const end = (code: ErrorCode, message: string) => {
      reason ??= new AppError(code, message);
      child.kill('SIGKILL');
    };
    const onKill = () => {
      end('CANCELLED', 'the process of the slot was ended');
    };
    const stall = setTimeout(() => {
      end('TRIAL_STALLED', `expected progress within ${stallTimeoutMs / 1000} s, got none`);
    }, stallTimeoutMs);
    let grace: NodeJS.Timeout | undefined;
    const onLeave = () => {
      tell(child, { type: 'leave' });
      grace = setTimeout(() => {
        end('INTERRUPTED', `expected it to stop within ${gracePeriodMs / 1000} s, then killed it`);
      }, gracePeriodMs);
    };
    const onMessage = (message: unknown) => {
      stall.refresh();
      const received = message as SlotMessage;
      isTaken = true;
      if (received.type === 'progress') onProgress(received.progress);
      else if (received.type === 'storeUse') onStoreUse(received.use);
      else if (received.type === 'idle') {
        stop();
        settle(answer, 'no answer', received.residentBytes, resolve, reject);
      } else if (received.type !== 'taken') answer = received;
    };
    const onError = (cause: Error) => {
      stop();
      reject(new AppError('TRIAL_CRASHED', 'the process of the slot did not start', { cause }));
    };
    const onExit = (code: number | null, deadly: NodeJS.Signals | null) => {
      stop();
      if (deadly === 'SIGKILL' && countMemoryKills() > memoryKills) {
        reason ??= new AppError('OUT_OF_MEMORY', 'expected memory for training, got none left');
      }
      if (reason) reject(reason);
      else if (!isTaken) resolve({ type: 'unfit' });
      else settle(answer, deadly ? `signal ${deadly}` : `exit code ${code}`, null, resolve, reject);
    };
    const stop = () => {
      clearTimeout(stall);
      clearTimeout(grace);
      kill.removeEventListener('abort', onKill);
      leave.removeEventListener('abort', onLeave);
      child.off('message', onMessage).off('error', onError).off('exit', onExit);
    };
    kill.addEventListener('abort', onKill, { once: true });
    leave.addEventListener('abort', onLeave, { once: true });
    child.on('message', onMessage).on('error', onError).on('exit', onExit);
    tell(child, { type: 'run', task });
  });
}

/** @param end of the process, for when it gave no answer */
function settle(
  answer: SlotMessage | null,
  end: string,
  residentBytes: number | null,
  resolve: (end: TaskEnd) => void,
  reject: (error: AppError) => void,
): void {
  if (answer?.type === 'done') resolve({ type: 'done', result: answer.result, residentBytes });
  else if (answer?.type === 'unfit') resolve({ type: 'unfit' });
  else if (answer?.type === 'failed') {
    reject(new AppError(answer.code, answer.message, { remedy: answer.remedy }));
  } else {
    reject(new AppError('TRIAL_CRASHED', `expected a result of the training process, got ${end}`));
  }
}
