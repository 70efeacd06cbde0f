import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { isAlive } from '@crossfold/provision';
import { readStackRecord, type StackRecord } from './stack-record.js';

/** A stack that another process started, as seen by one that uses it. */
export interface JoinedStack {
  readonly url: string;
  /** Aborted, with an AppError as its reason, when the stack has ended. */
  readonly lost: AbortSignal;
  /** Looks at once, where something else said that nothing answers. */
  look(): Promise<void>;
  /** Whether the process that started it was killed: nobody meant the stack to end. */
  isOrphaned(): boolean;
  close(): void;
}

const lookMs = 500;

export function watchStack(homeDir: string, { url, pid }: StackRecord): JoinedStack {
  const controller = new AbortController();
  let isOrphaned = false;
  const look = async () => {
    if (controller.signal.aborted) return;
    const found = await readStackRecord(homeDir);
    if (found?.pid === pid && isAlive(pid)) return;
    // Whoever ends a stack in order takes its record away first.
    isOrphaned = found?.pid === pid;
    controller.abort(endOf({ url, pid, isOrphaned, homeDir }));
  };
  // A look that fails is repeated in a moment.
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  return {
    url,
    lost: controller.signal,
    look,
    isOrphaned: () => isOrphaned,
    close: () => {
      clearInterval(timer);
    },
  };
}

interface End {
  readonly url: string;
  readonly pid: number;
  readonly isOrphaned: boolean;
  readonly homeDir: string;
}

function endOf({ url, pid, isOrphaned, homeDir }: End): AppError {
  const how = isOrphaned ? 'was killed' : 'ended it';
  return new AppError(
    'SERVER_UNAVAILABLE',
    `expected the stack at ${url} to run on, got its end: process ${pid}, which had started it, ${how}`,
    {
      remedy: `Nothing is lost. Run the command again, or take the study up: crossfold study follow STUDY. Logs are in ${join(homeDir, 'logs')}.`,
    },
  );
}
