import type { RandomStream } from '@crossfold/random';
import type { RunningProcess } from '../support/processes.js';
import type { Stack } from '../support/stack.js';

/** Where faults are practised: a stack with workers that can be taken away and added. */
export interface DrillRange {
  readonly stack: Stack;
  /** Decides moments and victims. */
  readonly random: RandomStream;
  /** Those that were started and not ended by the test. */
  workers(): readonly RunningProcess[];
  startWorker(): Promise<RunningProcess>;
  /** Ends a worker by a signal; returns its exit code, null when the signal killed it. */
  endWorker(worker: RunningProcess, signal: NodeJS.Signals): Promise<number | null>;
}

/** Does harm, and mends what does not mend itself. */
export type Fault = (range: DrillRange, studyId: string) => Promise<void>;

/** @param environment of the workers */
export function openDrillRange(
  stack: Stack,
  random: RandomStream,
  environment: Record<string, string> = {},
): DrillRange {
  let workers: RunningProcess[] = [];
  let started = 0;
  return {
    stack,
    random,
    workers: () => workers,
    async startWorker() {
      const worker = await stack.startWorker(`drill-${++started}`, environment);
      workers.push(worker);
      return worker;
    },
    endWorker(worker, signal) {
      workers = workers.filter((other) => other !== worker);
      worker.kill(signal);
      return worker.exited;
    },
  };
}

export function pickWorker({ workers, random }: DrillRange): RunningProcess {
  const all = workers();
  const worker = all[random.integer(all.length)];
  if (!worker) throw new Error('expected a worker for the drill, got none');
  return worker;
}
