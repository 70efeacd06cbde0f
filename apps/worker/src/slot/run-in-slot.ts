import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError, type EnsembleResult, type Receipt } from '@crossfold/contracts';
import type { SlotMessage, SlotProgress, SlotTask } from './messages.js';

const processPath = fileURLToPath(new URL('./process.js', import.meta.url));

/**
 * Runs a task in a process of its own.
 *
 * @param environment beside that of this process
 * @param signal kills the process at once
 * @throws AppError of the task; TRIAL_CRASHED when the process ended without an answer
 */
export function runInSlot(
  task: SlotTask,
  onProgress: (progress: SlotProgress) => void,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Receipt | EnsembleResult> {
  if (signal.aborted) return Promise.reject(new AppError('CANCELLED', 'ended before it began'));
  return new Promise((resolve, reject) => {
    const child = fork(processPath, [], {
      env: { ...process.env, ...environment },
      serialization: 'advanced',
    });
    const kill = () => child.kill('SIGKILL');
    let answer: SlotMessage | null = null;
    signal.addEventListener('abort', kill, { once: true });
    child.on('message', (message) => {
      const received = message as SlotMessage;
      if (received.type === 'progress') onProgress(received.progress);
      else answer = received;
    });
    child.on('error', (cause) => {
      reject(new AppError('TRIAL_CRASHED', 'the process of the slot did not start', { cause }));
    });
    child.on('exit', (code, deadly) => {
      signal.removeEventListener('abort', kill);
      if (signal.aborted) reject(new AppError('CANCELLED', 'the process of the slot was ended'));
      else settle(answer, code, deadly, resolve, reject);
    });
    child.send(task);
  });
}

function settle(
  answer: SlotMessage | null,
  code: number | null,
  deadly: NodeJS.Signals | null,
  resolve: (result: Receipt | EnsembleResult) => void,
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
