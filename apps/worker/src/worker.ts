import { hostname } from 'node:os';
import { queueNameFor, taskQueueName, type AppError } from '@crossfold/contracts';
import { openTraces } from '@crossfold/logging/traces';
import { announcePresence, connectRedis } from '@crossfold/queue';
import { observeStore, openObjectStore, readWorkerIdentity } from '@crossfold/storage';
import { noMetrics, type WorkerMetrics } from './metrics/worker-metrics.js';
import { dealSlots, planSlots } from './packing/plan-slots.js';
import type { WorkerConfig } from './process/config.js';
import { createEventPublisher } from './process/event-publisher.js';
import { startLifetime } from './process/lifetime.js';
import { log } from './process/log.js';
import { logRedisError, redisOptions, restWhenRefused } from './process/redis.js';
import { TaskWorker } from './process/task-worker.js';
import { nameEndOfLostJob } from './processing/lost-job.js';
import { createOutages } from './processing/outages.js';
import { createTaskProcessor } from './processing/task-processor.js';
import { assertNativeLoads } from './slot/check-native.js';
import { listDevices, nameDevices, slotEnvironment } from './slot/devices.js';
import { gpuLabels } from './packing/gpu-labels.js';
import { createTrialLogs } from './trial-log/trial-logs.js';
import { createSlot, type Slot } from './slot/slot.js';
import { createSlots, type Slots } from './slot/slots.js';

/*
 * A worker that dies leaves its lock to run out: after `lockDuration` at the latest, checked every
 * `stalledInterval`, another one takes the trial. The event loop here never trains, so that a lock
 * is never lost by being busy.
 */
const locking = { lockDuration: 15_000, stalledInterval: 5_000, maxStalledCount: 20 } as const;

export interface RunningWorker {
  /** Aborts, with an error as its reason, when this machine turns out not to be able to train. */
  readonly unfit: AbortSignal;
  /** Where it tells its figures; null where it does not. */
  readonly metricsUrl: string | null;
  /** Aborts, with words as its reason, when the time that its settings give it is over. */
  readonly over: AbortSignal;
  /** Takes nothing more, and waits for the end of what it has. */
  retire(): Promise<void>;
  /** Gives running trials back to the queue and closes all connections. */
  close(): Promise<void>;
}

/**
 * @throws AppError when the queue or the object store cannot be used, or the native libraries do
 *   not load
 */
export async function startWorker(given: WorkerConfig): Promise<RunningWorker> {
  const config = { ...given, name: await nameOf(given) };
  const devices = await listDevices(process.env, config.deviceMemoryMib, (fault) => {
    log.warn(`a GPU is left out, by its driver: ${fault}`);
  });
  const [first] = devices;
  const tensorflow = await assertNativeLoads(first ? slotEnvironment(first, 1) : {});
  const planned = await planSlots(config, devices, tensorflow);
  const packed = planned.find(({ device, slots }) => device.uuid !== null && slots > 1);
  // A binding may load without a limit of memory, and refuse one.
  if (packed) await assertNativeLoads(slotEnvironment(packed.device, packed.slots));
  const ownSlots: readonly Slot[] = dealSlots(planned).map(({ device, mayClose }) => {
    const slot: Slot = createSlot(
      { device, mayClose },
      () => slotEnvironment(device, slots.sharing(slot)),
      () => {
        metrics.processStarted();
      },
    );
    return slot;
  });
  const slots = createSlots(ownSlots, ({ device }) => device);
  const metrics = await openMetrics(config, slots);
  const opened = openObjectStore(config.store);
  const store = metrics.store ? observeStore(opened, metrics.store) : opened;
  await store.check();
  const { redis, traits } = await connectRedis(
    config.redisUrl,
    config.queuePrefix,
    redisOptions,
    logRedisError,
  );
  const shutdown = new AbortController();
  const events = createEventPublisher(redis, config.queuePrefix);
  const unfit = new AbortController();
  const onUnfit = (error: AppError) => {
    unfit.abort(error);
  };
  const traces = await openTraces('worker', process.env);
  const trialLogs = createTrialLogs(store, process.env);
  const outages = createOutages(config.refusalLimitMs);
  const context = {
    config,
    store,
    events,
    slots,
    onSlotClosed: ({ device }: Slot, left: number) => {
      log.warn(`out of memory: ${left} slot(s) left on ${device.label}`);
      worker.concurrency = slots.count;
      void presence.change({ slots: slots.count });
    },
    outages,
    metrics,
    trialLogs,
    traces,
    shutdown: shutdown.signal,
    onUnfit,
  };
  const lifetime = startLifetime(config.lifetime);
  const doTask = createTaskProcessor(context);
  const doInLifetime: typeof doTask = (...job) => lifetime.during(() => doTask(...job));
  // What is said of this machine comes before what it says of itself.
  const labels = { ...gpuLabels(planned), ...config.labels };
  const queueName = queueNameFor(taskQueueName, labels);
  const worker = new TaskWorker(queueName, doInLifetime, {
    // Shared with the events; the library opens another one, which waits in Redis for jobs.
    connection: redis,
    prefix: config.queuePrefix,
    ...locking,
    concurrency: slots.count,
    name: config.name,
    // Its check of the version asks INFO; ours has been made.
    skipVersionCheck: !traits.hasInfo,
    // Of a job whose options Redis has lost, too.
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  });
  worker.on('failed', (job, error) => void nameEndOfLostJob(context, job, error));
  worker.on('lockRenewalFailed', (jobIds) => {
    for (const jobId of jobIds) worker.cancelJob(jobId, 'its lock is lost');
  });
  worker.on('error', logRedisError);
  const stopResting = restWhenRefused(worker);
  await worker.waitUntilReady();
  const presence = announcePresence(redis, config.queuePrefix, config.name, {
    host: hostname(),
    device: nameDevices(planned.map(({ device }) => device)),
    slots: slots.count,
    labels,
    startedAt: new Date().toISOString(),
  });
  return {
    unfit: unfit.signal,
    metricsUrl: metrics.url,
    over: lifetime.over,
    async retire() {
      stopResting();
      await presence.drain();
      await worker.pause();
    },
    async close() {
      lifetime.stop();
      shutdown.abort();
      stopResting();
      await presence.drain();
      await worker.close();
      await Promise.all(ownSlots.map((slot) => slot.close()));
      await presence.end();
      await redis.quit();
      await trialLogs.close();
      await store.close();
      await Promise.all([metrics.close(), traces?.close()]);
    },
  };
}

/** Loads what tells figures only where somebody asks for them. */
async function openMetrics(
  { metrics, imageCacheDir }: WorkerConfig,
  slots: Slots<Slot>,
): Promise<WorkerMetrics> {
  if (metrics === null) return noMetrics;
  const { servePrometheus } = await import('./metrics/prometheus-metrics.js');
  return servePrometheus({ ...metrics, imageCacheDir, environment: process.env }, () => ({
    count: slots.count,
    busy: slots.busy(),
  }));
}

/** Of a worker with a token it begins with the name of that, by which its attempts are known. */
async function nameOf({ store, name }: WorkerConfig): Promise<string> {
  if (store.kind !== 'gateway') return name;
  return `${await readWorkerIdentity(store)}/${name}`;
}
