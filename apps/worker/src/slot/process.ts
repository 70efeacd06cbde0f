import type { AppError } from '@crossfold/contracts';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import { logDefects } from '@crossfold/logging';
import { observeStore, openObjectStore, type ObjectStore } from '@crossfold/storage';
import { log } from '../process/log.js';
import type { LoadedTraining, Switches, TaskContext, TaskRow } from '../tasks/task-row.js';
import { taskRows } from '../tasks/task-rows.js';
import type { SlotMessage, SlotRequest, SlotTask } from './messages.js';
import { nameLoadError, nameNativeError } from './native-error.js';
import { collectStoreUse } from './store-use.js';

/*
 * The process of a slot. Training blocks the event loop and native code can crash, so tasks run
 * here, one at a time. A process whose task went well takes another one, with the library and its
 * graphs loaded; after a failure it ends. TensorFlow is loaded late: it reads its switches from the
 * environment when it loads, and a trial may set them.
 */

const leaving = new AbortController();
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
  log.setBindings({ worker: task.worker });
  await send({ type: 'taken' });
  const use = collectStoreUse();
  const opened = openObjectStore(task.store);
  const store = task.isMeasured ? observeStore(opened, use.observer) : opened;
  const tellUse = () => {
    const taken = use.take();
    if (taken) void send({ type: 'storeUse', use: taken });
  };
  try {
    const run = await prepareTask(task, store, tellUse);
    const result = await run?.();
    tellUse();
    await send(run ? { type: 'done', result } : { type: 'unfit' });
    return run !== null;
  } catch (thrown) {
    const error = nameNativeError(thrown);
    const { code, message, remedy } = error;
    tellEnd(task, error);
    tellUse();
    await send({ type: 'failed', code, message, remedy });
    return false;
  } finally {
    await store.close();
  }
}

/** A stack where nobody knows what it was; a trial that stops when it is asked to is no error. */
function tellEnd(task: SlotTask, error: AppError): void {
  const { code, message, remedy } = error;
  const trial = 'trialId' in task ? { trialId: task.trialId, attempt: task.attempt } : {};
  const about = { task: task.kind, studyId: task.studyId, ...trial };
  if (code === 'INTERRUPTED') log.info(about, message);
  else if (code === 'INTERNAL') log.error({ ...about, err: error }, message);
  else log.error({ ...about, code, remedy }, message);
}

/** @returns null when TensorFlow is loaded here with other switches than the task wants */
async function prepareTask(
  task: SlotTask,
  store: ObjectStore,
  tellUse: () => void,
): Promise<(() => Promise<unknown>) | null> {
  const {
    kind,
    store: storeSettings,
    cacheDir,
    worker,
    weightsAccess,
    isMeasured: _,
    ...order
  } = task;
  const trial = 'trialId' in order ? { trialId: order.trialId, attempt: order.attempt } : {};
  const context: TaskContext = {
    store,
    storeSettings,
    cacheDir,
    worker,
    weightsAccess,
    environment: process.env,
    report: (progress) => {
      tellUse();
      void send({ type: 'progress', progress });
    },
    warn: (message) => {
      log.warn({ studyId: order.studyId, ...trial }, message);
    },
    leave: leaving.signal,
    loadTraining,
  };
  // Kind and order belong together: the message says both.
  const { prepare } = taskRows[kind] as TaskRow<never>;
  const { switches, run } = await prepare(order as never, context);
  return loadsWith(switches) ? run : null;
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

/** Loads TensorFlow, and gives what trains with the graphs of this process. */
async function loadTraining(): Promise<LoadedTraining> {
  const library = await loading(import('@crossfold/training/tensorflow'));
  const { GraphCache } = await loading(import('@crossfold/graph/tensorflow'));
  loaded.graphs ??= new GraphCache();
  return { library, graphs: loaded.graphs };
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

logDefects(log);

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
