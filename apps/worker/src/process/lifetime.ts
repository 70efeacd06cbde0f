export interface LifetimeLimits {
  /** Without a task for so long it is over; null for never. */
  readonly idleMs: number | null;
  /** After so long it is over, whatever it does; null for never. */
  readonly maxMs: number | null;
}

/** How long a worker takes tasks, where something else starts workers by need. */
export interface Lifetime {
  /** Aborts with words as its reason; a task that runs then is to be ended first. */
  readonly over: AbortSignal;
  /** Runs a task, during which the worker is not idle. */
  during<T>(task: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** Begins now, and idle. */
export function startLifetime({ idleMs, maxMs }: LifetimeLimits): Lifetime {
  const over = new AbortController();
  const end = (reason: string) => {
    over.abort(reason);
  };
  const timers: { idle?: NodeJS.Timeout } = {};
  let running = 0;

  function waitForTask(): void {
    if (idleMs === null) return;
    timers.idle = setTimeout(end, idleMs, `it had no task for ${idleMs / 1000} s`);
  }

  const whole =
    maxMs === null ? undefined : setTimeout(end, maxMs, `its ${maxMs / 1000} s are over`);
  waitForTask();
  return {
    over: over.signal,
    async during(task) {
      running += 1;
      clearTimeout(timers.idle);
      try {
        return await task();
      } finally {
        running -= 1;
        if (running === 0 && !over.signal.aborted) waitForTask();
      }
    },
    stop() {
      clearTimeout(timers.idle);
      clearTimeout(whole);
    },
  };
}
