export interface Throttle {
  request(): void;
  cancel(): void;
}

/** Calls back at most once in `intervalMs`, and always after the last request. */
export function createThrottle(callback: () => void, intervalMs: number): Throttle {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lastMs = -Infinity;
  const run = () => {
    timer = undefined;
    lastMs = performance.now();
    callback();
  };
  return {
    request() {
      timer ??= setTimeout(run, Math.max(0, lastMs + intervalMs - performance.now()));
    },
    cancel() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
