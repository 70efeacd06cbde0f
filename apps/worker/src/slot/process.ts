import { toAppError } from '@crossfold/contracts';
import { openObjectStore } from '@crossfold/storage';
import { assembleEnsemble } from '../training/assemble-ensemble.js';
import { runTrial } from '../training/run-trial.js';
import type { SlotMessage, SlotProgress, SlotTask } from './messages.js';

/*
 * The process of a slot. Training blocks the event loop and native code can crash, so each task has
 * a process of its own, which ends with it.
 */

function send(message: SlotMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
}

async function runTask(task: SlotTask): Promise<void> {
  const store = openObjectStore(task.store);
  const report = (progress: SlotProgress) => void send({ type: 'progress', progress });
  const context = { store, cacheDir: task.cacheDir, report };
  try {
    const result =
      task.kind === 'trial'
        ? await runTrial(task, { ...context, weightsDir: task.weightsDir })
        : await assembleEnsemble(task.studyId, context);
    await send({ type: 'done', result });
  } catch (thrown) {
    const { code, message, remedy, stack } = toAppError(thrown);
    process.stderr.write(`${stack ?? message}\n`);
    await send({ type: 'failed', code, message, remedy });
  } finally {
    await store.close();
  }
}

// The parent is gone: nobody holds the lock of this task any more, another worker will take it.
process.on('disconnect', () => process.exit(1));
process.once('message', (task) => {
  void runTask(task as SlotTask).finally(() => process.exit(0));
});
