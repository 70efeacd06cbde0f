import type { WorkerConfig } from '../process/config.js';
import type { TaskSettings } from '../tasks/task-row.js';

/** What every task is told of the worker that has it done. */
export function taskSettings({
  store,
  imageCacheDir,
  name,
  weightsAccess,
  metrics,
  isTraced,
}: WorkerConfig): TaskSettings {
  return {
    store,
    cacheDir: imageCacheDir,
    worker: name,
    weightsAccess,
    isMeasured: metrics !== null || isTraced,
  };
}
