/**
 * Calls back at most once in `intervalMs`, and always after the last request.
 *
 * @param {() => void} callback
 * @param {number} intervalMs
 */
export function createThrottle(callback, intervalMs) {
  /** @type {number | undefined} */
  let timer;
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
