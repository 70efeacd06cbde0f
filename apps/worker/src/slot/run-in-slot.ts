import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, type ErrorCode } from '@crossfold/contracts';
import type { SlotMessage, SlotProgress, SlotRequest, SlotResult, SlotTask } from './messages.js';

const processPath = fileURLToPath(new URL('./process.js', import.meta.url));

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

/**
 * Runs a task in a process of its own.
 *
 * @param environment beside that of this process
 * @throws AppError of the task; CANCELLED when it was killed on demand; INTERRUPTED when it left;
 *   TRIAL_STALLED when it hung; TRIAL_CRASHED when the process ended without an answer
 */
export function runInSlot(
  task: SlotTask,
  onProgress: (progress: SlotProgress) => void,
  environment: NodeJS.ProcessEnv,
  limits: SlotLimits,
): Promise<SlotResult> {
  const { kill, leave, gracePeriodMs, stallTimeoutMs } = limits;
  if (kill.aborted) return Promise.reject(new AppError('CANCELLED', 'ended before it began'));
  if (leave.aborted) return Promise.reject(new AppError('INTERRUPTED', 'left before it began'));
  return new Promise((resolve, reject) => {
    const child = fork(processPath, [], {
      env: { ...process.env, ...environment },
      serialization: 'advanced',
    });
    let answer: SlotMessage | null = null;
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
    kill.addEventListener('abort', onKill, { once: true });
    leave.addEventListener('abort', onLeave, { once: true });
    child.on('message', (message) => {
      stall.refresh();
      const received = message as SlotMessage;
      if (received.type === 'progress') onProgress(received.progress);
      else answer = received;
    });
    child.on('error', (cause) => {
      clearTimeout(stall);
      reject(new AppError('TRIAL_CRASHED', 'the process of the slot did not start', { cause }));
    });
    child.on('exit', (code, deadly) => {
      clearTimeout(stall);
      clearTimeout(grace);
      kill.removeEventListener('abort', onKill);
      leave.removeEventListener('abort', onLeave);
      if (reason) reject(reason);
      else settle(answer, code, deadly, resolve, reject);
    });
    tell(child, { type: 'run', task });
  });
}

/** A process that is gone hears nothing; its exit says so. */
function tell(child: ChildProcess, request: SlotRequest): void {
  child.send(request, () => undefined);
}

function settle(
  answer: SlotMessage | null,
  code: number | null,
  deadly: NodeJS.Signals | null,
  resolve: (result: SlotResult) => void,
  reject: (error: AppError) => void,
): void {
  if (answer?.type === 'done') resolve(answer.result);
  else if (answer?.type === 'failed') {
    reject(new AppError(answer.code, answer.message, { remedy: answer.remedy }));
  } else {
    const end = deadly ? `signal ${deadly}` : `exit code ${code}`;
    reject(new AppError('TRIAL_CRASHED', `expected a result of the training process, got ${end}`));
  }
}
