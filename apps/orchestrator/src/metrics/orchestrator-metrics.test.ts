import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StudyEvent } from '@crossfold/contracts';
import { StudyIndex } from '@crossfold/study';
import { studyOf } from '@crossfold/study/fixtures';
import { expect, it, onTestFinished } from 'vitest';
import { createOrchestratorMetrics } from './orchestrator-metrics.js';
import type { FleetParts } from './fleet-gauges.js';

const [first, second] = ['full.f0.s1', 'full.f1.s1'] as const;

/** A study of two trials, of which the second waits. */
async function follow(changes: Partial<FleetParts> = {}) {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-figures-'));
  const index = new StudyIndex();
  const submittedAt = new Date(Date.now() - 60_000).toISOString();
  index.add({ ...studyOf('s'), submittedAt });
  const listeners: Parameters<FleetParts['events']['subscribe']>[0][] = [];
  const metrics = createOrchestratorMetrics();
  const report = { host: 'h', device: 'CPU', slots: 4, startedAt: submittedAt, isDraining: false };
  metrics.follow({
    index,
    events: {
      subscribe: (listener) => {
        listeners.push(listener);
        return () => undefined;
      },
    },
    readQueue: () =>
      Promise.resolve({
        jobs: [],
        inLine: [{ studyId: 's', trialId: second, hold: null }],
        active: 1,
        index,
        pools: [],
        leadOf: () => null,
        standstill: null,
      }),
    workers: {
      state: () => ({ connected: 1, noneSince: null }),
      list: () => [{ name: 'w', lastSeenAt: submittedAt, report }],
    },
    store: { kind: 'file', dir },
    ...changes,
  });
  onTestFinished(async () => {
    metrics.close();
    await rm(dir, { recursive: true });
  });
  const tell = (event: StudyEvent) => {
    index.apply({ event });
    for (const listener of listeners) listener({ id: '1-0', event });
  };
  const read = async (pattern: RegExp) =>
    (await metrics.text()).split('\n').filter((line) => pattern.test(line) && !/^#/.test(line));
  return { metrics, tell, read };
}

const now = () => new Date().toISOString();
const started = (trialId: string): StudyEvent => ({
  type: 'trial.started',
  at: now(),
  studyId: 's',
  trialId,
  attempt: 1,
  worker: 'w',
  device: 'cpu',
  resumedAfterEpoch: null,
  epochs: 3,
});

it('tells what waits and why, what runs, and how fast', async () => {
  const { tell, read } = await follow();
  tell(started(first));
  tell({
    type: 'trial.progress',
    at: now(),
    studyId: 's',
    trialId: first,
    phase: 'training',
    epoch: 1,
    step: 1,
    steps: 9,
    imagesPerSecond: 12.5,
  });
  expect(await read(/^crossfold_(trials|jobs|queue_jobs|fleet|studies)/)).toEqual(
    expect.arrayContaining([
      'crossfold_trials{state="running"} 1',
      'crossfold_trials{state="queued"} 1',
      'crossfold_studies{state="running"} 1',
      'crossfold_jobs{state="active"} 1',
      'crossfold_queue_jobs{reason="behind"} 1',
      'crossfold_queue_jobs{reason="paused"} 0',
      'crossfold_fleet_images_per_second 12.5',
      'crossfold_fleet_workers 1',
      'crossfold_fleet_slots 4',
    ]),
  );
  const [age = ''] = await read(/oldest_age_seconds\{reason="behind"/);
  expect(Number(age.split(' ')[1])).toBeGreaterThanOrEqual(60);
  const [free = ''] = await read(/disk_free_bytes/);
  expect(Number(free.split(' ')[1])).toBeGreaterThan(0);
});

it('counts ends by their code, and hears of running trials alone', async () => {
  const { tell, read } = await follow();
  tell(started(first));
  tell(started(second));
  tell({
    type: 'trial.failed',
    at: now(),
    studyId: 's',
    trialId: first,
    code: 'TRIAL_DIVERGED',
    message: 'nan',
  });
  tell({ type: 'trial.cancelled', at: now(), studyId: 's', trialId: second });
  expect(await read(/ends_total|event_lag_seconds_count|silence/)).toEqual([
    'crossfold_event_lag_seconds_count 4',
    'crossfold_trial_ends_total{state="failed",code="TRIAL_DIVERGED"} 1',
    'crossfold_trial_ends_total{state="cancelled",code="none"} 1',
    'crossfold_trial_silence_max_seconds 0',
  ]);
});

it('leaves the queue out while Redis is away, and tells the rest', async () => {
  const away = () => Promise.reject(new Error('away'));
  const { read } = await follow({ readQueue: away });
  expect(await read(/^crossfold_(queue|jobs)/)).toEqual([]);
  expect(await read(/^crossfold_trials\{state="queued"/)).toEqual([
    'crossfold_trials{state="queued"} 2',
  ]);
});
