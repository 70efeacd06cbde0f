import { records, threadsOf, type AppError } from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import {
  openObjectStore,
  openStoreInThread,
  readRecord,
  type ObjectStore,
} from '@crossfold/storage';
import { readTrialRecords } from '@crossfold/training';
import { log } from '../process/log.js';
import type { SlotMessage, SlotProgress, SlotRequest, SlotResult, SlotTask } from './messages.js';
import { nameLoadError, nameNativeError } from './native-error.js';

/*
 * The process of a slot. Training blocks the event loop and native code can crash, so tasks run
 * here, one at a time. A process whose task went well takes another one, with the library and its
 * graphs loaded; after a failure it ends. TensorFlow is loaded late: it reads its switches from the
 * environment when it loads, and a trial may set them.
 */

const leaving = new AbortController();
interface Switches {
  readonly deterministic: boolean;
  readonly threads: number;
}

/** The switches that TensorFlow is loaded with, and the graphs that tasks share; null before the first task. */
const loaded: { switches: Switches | null; graphs: GraphCache | null } = {
  switches: null,
  graphs: null,
};

function send(message: SlotMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => {
      resolve();
    });
  });
}

/** @returns whether this process may take another task */
async function takeTask(task: SlotTask): Promise<boolean> {
  await send({ type: 'taken' });
  const store = openObjectStore(task.store);
  try {
    const run = await prepareTask(task, store);
    await send(run ? { type: 'done', result: await run() } : { type: 'unfit' });
    return run !== null;
  } catch (thrown) {
    const error = nameNativeError(thrown);
    const { code, message, remedy } = error;
    tellEnd(task, error);
    await send({ type: 'failed', code, message, remedy });
    return false;
  } finally {
    await store.close();
  }
}

/** A stack where nobody knows what it was; a trial that stops when it is asked to is no error. */
function tellEnd(task: SlotTask, error: AppError): void {
  const { code, message, remedy } = error;
  const trial = 'trialId' in task ? { trialId: task.trialId } : {};
  const about = { task: task.kind, studyId: task.studyId, ...trial };
  if (code === 'INTERRUPTED') log.info(about, message);
  else if (code === 'INTERNAL') log.error({ ...about, err: error }, message);
  else log.error({ ...about, code, remedy }, message);
}

/** @returns null when TensorFlow is loaded here with other switches than the task wants */
async function prepareTask(
  task: SlotTask,
  store: ObjectStore,
): Promise<(() => Promise<SlotResult>) | null> {
  const report = (progress: SlotProgress) => void send({ type: 'progress', progress });
  const own = { store, cacheDir: task.cacheDir, report, leave: leaving.signal };
  if (task.kind === 'trial') {
    const records = await readTrialRecords(store, task);
    const { deterministic } = records.variant.config.training;
    if (!loadsWith({ deterministic, threads: threadsOf(records.study) })) return null;
    const { runTrial } = await loading(import('@crossfold/training/tensorflow'));
    const { studyId, trialId } = task;
    const trial = {
      ...own,
      graphs: await loadGraphs(),
      weightsAccess: task.weightsAccess,
      environment: process.env,
      warn: (message: string) => {
        log.warn({ studyId, trialId }, message);
      },
    };
    return async () => {
      const checkpointStore = openStoreInThread(task.store);
      try {
        return await runTrial(task, records, { ...trial, checkpointStore });
      } finally {
        await checkpointStore.close();
      }
    };
  }
  const study = await readRecord(store, records.study, { studyId: task.studyId });
  if (!loadsWith({ deterministic: false, threads: threadsOf(study) })) return null;
  const context = { ...own, graphs: await loadGraphs() };
  if (task.kind === 'ensemble') {
    const { assembleEnsemble } = await loading(import('@crossfold/training/tensorflow'));
    return () => assembleEnsemble(task.studyId, { ...context, worker: task.worker });
  }
  if (task.kind === 'crossEvaluation') {
    const { crossEvaluate } = await loading(import('@crossfold/training/tensorflow'));
    return () => crossEvaluate(task, context);
  }
  const { explainStudy } = await loading(import('@crossfold/training/tensorflow'));
  return () => explainStudy(task, context);
}

/** Sets the switches unless TensorFlow may be loaded. @returns whether they are these */
function loadsWith(wanted: Switches): boolean {
  if (loaded.switches === null) {
    loaded.switches = wanted;
    if (wanted.deterministic) process.env['TF_DETERMINISTIC_OPS'] = '1';
    process.env['TF_NUM_INTRAOP_THREADS'] = String(wanted.threads);
  }
  const { deterministic, threads } = loaded.switches;
  return deterministic === wanted.deterministic && threads === wanted.threads;
}

/** The graphs of this process. Loads TensorFlow. */
async function loadGraphs(): Promise<GraphCache> {
  const { GraphCache } = await loading(import('@crossfold/graph/tensorflow'));
  loaded.graphs ??= new GraphCache();
  return loaded.graphs;
}

/** Collects first what the task has left, so that the memory told is what stays. */
async function rest(): Promise<void> {
  globalThis.gc?.();
  await send({ type: 'idle', residentBytes: process.memoryUsage.rss() });
}

/** What loads TensorFlow: where that fails, the machine is at fault. */
function loading<T>(module: Promise<T>): Promise<T> {
  return module.catch((error: unknown) => {
    throw nameLoadError(error);
  });
}

// What nobody reads any more, or no disk takes, is not worth the process.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

// The parent is gone: nobody holds the lock of this task any more, another worker will take it.
process.on('disconnect', () => process.exit(1));
process.on('message', (message) => {
  const request = message as SlotRequest;
  if (request.type === 'leave') leaving.abort();
  else void takeTask(request.task).then((goesOn) => (goesOn ? rest() : process.exit(0)));
});
// A terminal or a service manager signals the whole group; what to do is for the parent to say.
const meantForParent = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
for (const signal of meantForParent) process.on(signal, () => undefined);
