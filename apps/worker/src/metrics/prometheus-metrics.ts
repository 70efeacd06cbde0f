import { statfs } from 'node:fs/promises';
import { buckets, createRegistry, measureRedis, storeMetrics } from '@crossfold/logging/metrics';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { tellStoreUse } from '../slot/store-use.js';
import { gaugeGpus } from './gpu-gauges.js';
import { serveMetrics } from './serve-metrics.js';
import type { WorkerMetrics } from './worker-metrics.js';

export interface MetricsSettings {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Its disk is told. */
  readonly imageCacheDir: string;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The figures of a worker, told to whoever asks at the address. No label names a study or a trial.
 *
 * @param slots how many there are, and how many of them have a task
 * @throws AppError CONFIG_INVALID when the address cannot be had
 */
export async function servePrometheus(
  settings: MetricsSettings,
  slots: () => { readonly count: number; readonly busy: number },
): Promise<WorkerMetrics> {
  const registry = createRegistry();
  const registers = [registry];
  const endRedis = measureRedis(registry);
  const store = storeMetrics(registry);
  const work = workInstruments(registry);
  const attempts = new Counter({
    name: 'crossfold_worker_attempts_total',
    help: 'Jobs that left this worker, by the kind of task and how',
    labelNames: ['task', 'end'],
    registers,
  });
  const processes = new Counter({
    name: 'crossfold_worker_slot_processes_total',
    help: 'Processes of slots that were started; more than one a slot are replacements',
    registers,
  });
  const readers = [
    gaugeSlots(registry, slots),
    gaugeGpus(registry, settings.environment),
    gaugeDisk(registry, settings.imageCacheDir),
  ];
  const server = await serveMetrics(settings, async () => {
    await Promise.all(readers.map((read) => read()));
    return registry.metrics();
  });
  return {
    store,
    url: server.url,
    progressed(progress) {
      if (progress.type === 'checkpoint') work.checkpoints.observe(progress.seconds);
      if (progress.type !== 'progress' || !progress.measured) return;
      work.steps.observe(progress.measured.seconds);
      work.images.inc(progress.measured.images);
    },
    storeUsed(use) {
      tellStoreUse(use, store);
    },
    attemptEnded(task, end) {
      attempts.inc({ task, end });
    },
    processStarted() {
      processes.inc();
    },
    async close() {
      endRedis();
      await server.close();
    },
  };
}

function workInstruments(registry: Registry) {
  const registers = [registry];
  return {
    steps: new Histogram({
      name: 'crossfold_worker_step_duration_seconds',
      help: 'Time of a step of training, with the wait for its images',
      buckets: [...buckets.step],
      registers,
    }),
    checkpoints: new Histogram({
      name: 'crossfold_worker_checkpoint_duration_seconds',
      help: 'Time from when a checkpoint was laid out until the store had it; training goes on meanwhile',
      buckets: [...buckets.work],
      registers,
    }),
    images: new Counter({
      name: 'crossfold_worker_images_total',
      help: 'Images that were trained on; its rate is images a second',
      registers,
    }),
  };
}

function gaugeSlots(
  registry: Registry,
  slots: () => { readonly count: number; readonly busy: number },
): () => Promise<void> {
  const registers = [registry];
  const all = new Gauge({ name: 'crossfold_worker_slots', help: 'Slots', registers });
  const busy = new Gauge({
    name: 'crossfold_worker_slots_busy',
    help: 'Slots that have a task',
    registers,
  });
  return () => {
    const now = slots();
    all.set(now.count);
    busy.set(now.busy);
    return Promise.resolve();
  };
}

function gaugeDisk(registry: Registry, dir: string): () => Promise<void> {
  const free = new Gauge({
    name: 'crossfold_worker_cache_free_bytes',
    help: 'What is free on the disk of the decoded images',
    registers: [registry],
  });
  return async () => {
    const disk = await statfs(dir).catch(() => null);
    if (disk) free.set(disk.bavail * disk.bsize);
  };
}
