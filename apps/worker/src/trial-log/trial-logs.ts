import { byteObjects, createRedactor, visibleText } from '@crossfold/contracts';
import { createRepeatFilter } from '@crossfold/logging';
import type { ObjectStore } from '@crossfold/storage';
import type { TrialAttempt } from '@crossfold/training';
import { log } from '../process/log.js';
import { createLogLines } from './log-lines.js';

/** Whose words a line is: the worker's own, or what the process of the slot printed. */
export type LineSource = 'worker' | 'stdout' | 'stderr';

/** The log of an attempt. No result rests on it: a store that refuses it fails no trial. */
export interface TrialLog {
  add(source: LineSource, line: string): void;
  /** Writes it for the last time, in the background; what is added later is lost. */
  end(): void;
}

export interface TrialLogs {
  open(attempt: TrialAttempt): TrialLog;
  /** Waits for what is being written, but not for long. */
  close(): Promise<void>;
}

/** What is kept of its beginning and of its end. */
const limits = { headBytes: 64 * 1024, tailBytes: 192 * 1024 };
/** A worker that is killed leaves what was said until then. */
const firstWriteMs = 2_000;
const writeMs = 15_000;
const closeMs = 3_000;

/** @param environment its secrets are in no log */
export function createTrialLogs(
  store: Pick<ObjectStore, 'put'>,
  environment: NodeJS.ProcessEnv,
): TrialLogs {
  const redact = createRedactor(environment);
  const repeats = createRepeatFilter();
  const writing = new Set<Promise<void>>();

  async function write(attempt: TrialAttempt, text: string): Promise<void> {
    const key = byteObjects.trialLog.key(attempt);
    try {
      await store.put(key, Buffer.from(text), { contentType: 'text/plain; charset=utf-8' });
    } catch (error) {
      const admitted = repeats.admit(String(error));
      if (!admitted) return;
      log.warn({ ...attempt, ...admitted }, `the log is not stored: ${String(error)}`);
    }
  }

  return {
    open(attempt) {
      const lines = createLogLines(limits);
      let [isChanged, hasEnded] = [false, false];
      let underWay: Promise<void> | null = null;
      const flush = () => {
        if (!isChanged) return;
        isChanged = false;
        // One after the other: an older text must not take the place of a newer one.
        const before = underWay ?? Promise.resolve();
        const written = before
          .then(() => write(attempt, lines.text()))
          .finally(() => {
            writing.delete(written);
            if (underWay === written) underWay = null;
          });
        underWay = written;
        writing.add(written);
      };
      const plan = (ms: number): NodeJS.Timeout =>
        setTimeout(() => {
          // A store that hangs gets no second write beside the first.
          if (underWay === null) flush();
          timer = plan(writeMs);
        }, ms).unref();
      let timer = plan(firstWriteMs);
      return {
        add(source, line) {
          if (hasEnded) return;
          isChanged = true;
          lines.add(`${new Date().toISOString()} ${source} ${visibleText(redact(line))}`);
        },
        end() {
          hasEnded = true;
          clearTimeout(timer);
          flush();
        },
      };
    },
    async close() {
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        late = setTimeout(resolve, closeMs);
      });
      await Promise.race([Promise.all(writing), deadline]);
      clearTimeout(late);
    },
  };
}
