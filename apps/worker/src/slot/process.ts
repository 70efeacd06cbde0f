import { toAppError } from '@crossfold/contracts';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { readTrialRecords } from '../training/trial-records.js';
import type { SlotMessage, SlotProgress, SlotRequest, SlotResult, SlotTask } from './messages.js';

/*
 * The process of a slot. Training blocks the event loop and native code can crash, so each task has
 * a process of its own, which ends with it. TensorFlow is loaded late: it reads its switches from
 * the environment when it loads, and a trial may set them.
 */

const leaving = new AbortController();

function send(message: SlotMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
}

async function runTask(task: SlotTask): Promise<void> {
  const store = openObjectStore(task.store);
  try {
    await send({ type: 'done', result: await resultOf(task, store) });
  } catch (thrown) {
    const { code, message, remedy, stack } = toAppError(thrown);
    process.stderr.write(`${stack ?? message}\n`);
    await send({ type: 'failed', code, message, remedy });
  } finally {
    await store.close();
  }
}

async function resultOf(task: SlotTask, store: ObjectStore): Promise<SlotResult> {
  const report = (progress: SlotProgress) => void send({ type: 'progress', progress });
  const context = { store, cacheDir: task.cacheDir, report, leave: leaving.signal };
  if (task.kind === 'ensemble') {
    const { assembleEnsemble } = await import('../training/assemble-ensemble.js');
    return assembleEnsemble(task.studyId, { ...context, worker: task.worker });
  }
  if (task.kind === 'evaluation') {
    const { crossEvaluate } = await import('../training/cross-evaluate.js');
    return crossEvaluate(task, context);
  }
  if (task.kind === 'explanation') {
    const { explainStudy } = await import('../explanation/explain-study.js');
    return explainStudy(task, context);
  }
  const records = await readTrialRecords(store, task);
  if (records.variant.config.training.deterministic) process.env['TF_DETERMINISTIC_OPS'] = '1';
  const { runTrial } = await import('../training/run-trial.js');
  return runTrial(task, records, { ...context, weightsDir: task.weightsDir });
}

// The parent is gone: nobody holds the lock of this task any more, another worker will take it.
process.on('disconnect', () => process.exit(1));
process.on('message', (message) => {
  const request = message as SlotRequest;
  if (request.type === 'leave') leaving.abort();
  else void runTask(request.task).finally(() => process.exit(0));
});
// A terminal or a service manager signals the whole group; what to do is for the parent to say.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
