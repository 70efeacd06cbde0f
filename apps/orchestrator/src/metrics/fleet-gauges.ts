import { statfs } from 'node:fs/promises';
import { studyStates, trialStates, waitReasons, type WaitReason } from '@crossfold/contracts';
import type { StoreSettings } from '@crossfold/storage';
import { studyState, type StudyIndex, type StudyRecord } from '@crossfold/study';
import { Gauge, type Registry } from 'prom-client';
import type { EventLog } from '../events/event-log.js';
import { listPlaces } from '../queue/queue-page.js';
import type { ReadQueue } from '../queue/read-queue.js';
import type { ConnectedWorkers } from '../workers/connected-workers.js';
import type { TrialSilences } from './event-metrics.js';

export interface FleetParts {
  readonly index: StudyIndex;
  readonly events: Pick<EventLog, 'subscribe'>;
  readonly readQueue: ReadQueue;
  readonly workers: Pick<ConnectedWorkers, 'list' | 'state'>;
  readonly store: StoreSettings;
}

/** What waits and runs. @returns what reads it anew, before each time that it is told */
export function gaugeFleet(
  registry: Registry,
  parts: FleetParts,
  silences: TrialSilences,
): () => Promise<void> {
  const readers = [
    gaugeStudies(registry, parts.index, silences),
    gaugeQueue(registry, parts),
    gaugeWorkers(registry, parts.workers),
    parts.store.kind === 'file' ? gaugeDisk(registry, parts.store.dir) : () => undefined,
  ];
  return async () => {
    await Promise.all(readers.map(async (read) => read()));
  };
}

function gaugeStudies(registry: Registry, index: StudyIndex, silences: TrialSilences): () => void {
  const studies = gauge(registry, 'crossfold_studies', 'Studies by state', ['state']);
  const trials = gauge(registry, 'crossfold_trials', 'Trials by state', ['state']);
  const rate = gauge(
    registry,
    'crossfold_fleet_images_per_second',
    'Images that the running trials train on in a second, together',
  );
  const silence = gauge(
    registry,
    'crossfold_trial_silence_max_seconds',
    'The longest time since a running trial was heard of; 0 where none runs',
  );
  return () => {
    const counts = countStudies(index.list(), silences);
    for (const state of studyStates) studies.set({ state }, counts.studies.get(state) ?? 0);
    for (const state of trialStates) trials.set({ state }, counts.trials.get(state) ?? 0);
    rate.set(counts.imagesPerSecond);
    silence.set(counts.silentMs / 1000);
  };
}

function countStudies(records: readonly StudyRecord[], silences: TrialSilences) {
  const studies = new Map<string, number>();
  const trials = new Map<string, number>();
  let [imagesPerSecond, silentMs] = [0, 0];
  const add = (counts: Map<string, number>, state: string, by = 1) => {
    counts.set(state, (counts.get(state) ?? 0) + by);
  };
  for (const record of records) {
    add(studies, studyState(record));
    const { states, running } = record.tally;
    for (const state of trialStates) add(trials, state, states[state]);
    for (const trialId of running) {
      imagesPerSecond += record.trials.get(trialId)?.imagesPerSecond ?? 0;
      silentMs = Math.max(silentMs, silences.silentMs(record.study.studyId, trialId) ?? 0);
    }
  }
  return { studies, trials, imagesPerSecond, silentMs };
}

function gaugeQueue(registry: Registry, { readQueue, index }: FleetParts): () => Promise<void> {
  const jobs = gauge(registry, 'crossfold_jobs', 'Jobs that wait, and that workers have', [
    'state',
  ]);
  const reasons = gauge(registry, 'crossfold_queue_jobs', 'Jobs that wait, by why', ['reason']);
  const ages = gauge(
    registry,
    'crossfold_queue_oldest_age_seconds',
    'How long the longest of the waiting trials has waited, by why: since its study was submitted, or its last attempt began',
    ['reason'],
  );
  return async () => {
    for (const each of [jobs, reasons, ages]) each.reset();
    // With Redis away the other figures are still true: these are left out.
    const found = await readQueue().catch(() => null);
    if (!found) return;
    const waiting = listPlaces(found);
    jobs.set({ state: 'waiting' }, waiting.length);
    jobs.set({ state: 'active' }, found.active);
    const counts = new Map<WaitReason, number>();
    const since = new Map<WaitReason, number>();
    const submitted = new Map(
      index.list().map(({ study }) => [study.studyId, Date.parse(study.submittedAt)] as const),
    );
    for (const { reason, studyId, trialId } of waiting) {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
      const startedAt = trialId && index.find(studyId ?? '')?.trials.get(trialId)?.startedAt;
      const sinceMs = startedAt
        ? Date.parse(startedAt)
        : (submitted.get(studyId ?? '') ?? Infinity);
      since.set(reason, Math.min(since.get(reason) ?? Infinity, sinceMs));
    }
    const nowMs = Date.now();
    for (const reason of waitReasons) {
      reasons.set({ reason }, counts.get(reason) ?? 0);
      ages.set({ reason }, (nowMs - Math.min(since.get(reason) ?? Infinity, nowMs)) / 1000);
    }
  };
}

function gaugeWorkers(registry: Registry, workers: FleetParts['workers']): () => void {
  const connected = gauge(
    registry,
    'crossfold_fleet_workers',
    'Workers that are connected and take tasks',
  );
  const slots = gauge(registry, 'crossfold_fleet_slots', 'Slots of the workers that are connected');
  return () => {
    connected.set(workers.state().connected);
    slots.set(workers.list().reduce((sum, { report }) => sum + (report?.slots ?? 0), 0));
  };
}

function gaugeDisk(registry: Registry, dir: string): () => Promise<void> {
  const size = gauge(
    registry,
    'crossfold_store_disk_size_bytes',
    'Size of the disk of the store, where that is a folder',
  );
  const free = gauge(
    registry,
    'crossfold_store_disk_free_bytes',
    'What is free on the disk of the store, where that is a folder',
  );
  return async () => {
    const disk = await statfs(dir).catch(() => null);
    if (!disk) return;
    free.set(disk.bavail * disk.bsize);
    size.set(disk.blocks * disk.bsize);
  };
}

function gauge<L extends string = never>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: L[] = [],
): Gauge<L> {
  return new Gauge({ name, help, labelNames, registers: [registry] });
}
