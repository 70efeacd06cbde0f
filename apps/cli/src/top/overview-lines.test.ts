import { studyViewSchema, type QueuePage, type WorkerView } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { jobLines } from './job-lines.js';
import { overviewLines } from './overview-lines.js';
import type { Overview } from './overview.js';

const counts = {
  queued: 3,
  running: 2,
  paused: 0,
  succeeded: 4,
  failed: 1,
  skipped: 0,
  'raced-out': 2,
  cancelled: 0,
};

const study = (name: string) =>
  studyViewSchema.parse({
    studyId: `${name}-11aa`,
    name,
    submittedAt: '2026-01-01T00:00:00Z',
    state: 'running',
    variants: ['full'],
    trials: counts,
    etaSeconds: 125,
    answer: null,
    error: null,
  });

const trial = (number: number): WorkerView['trials'][number] => ({
  studyId: 'focal-11aa',
  trialId: `full.f${number}.s1`,
  phase: number === 0 ? null : 'training',
  epoch: 3,
  epochs: 8,
  imagesPerSecond: 41.6,
});

const worker = (number: number, trials: WorkerView['trials']): WorkerView => ({
  id: `worker-${number}`,
  host: 'desk',
  device: 'CPU',
  slots: 2,
  labels: {},
  startedAt: '2026-01-01T00:00:00Z',
  isDraining: number === 2,
  lastSeenAt: '2026-01-01T00:00:00Z',
  trials,
  imagesPerSecond: null,
});

const job = (position: number): QueuePage['jobs'][number] => ({
  position,
  kind: 'trial',
  studyId: 'focal-11aa',
  trialId: `full.f${position}.s2`,
  priority: 0,
  reason: 'behind',
  text: 'workers are busy',
  until: null,
});

const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);

const overview = (count: number): Overview => ({
  at: '2026-01-01T12:00:00.000Z',
  server: 'http://127.0.0.1:7430',
  studies: numbered(count).map((i) => study(i === 0 ? 'focal' : `other${i}`)),
  workers: numbered(count).map((i) => worker(i + 1, [trial(i)])),
  queue: {
    jobs: numbered(count).map((i) => job(i + 1)),
    total: count,
    active: count,
    reasons: {
      'no-worker': 0,
      'no-match': 0,
      behind: count,
      'max-parallel': 0,
      budget: 0,
      reuse: 0,
      paused: 0,
      retry: 0,
    },
    next: null,
  },
});

describe('the overview', () => {
  it('tells of studies, workers, trials and the queue', () => {
    const lines = overviewLines(overview(2), { columns: 120, rows: 60 });
    expect(lines.slice(0, 2)).toEqual([
      'http://127.0.0.1:7430, 2026-01-01 12:00:00 UTC',
      'studies 2, workers 2, trials running 2, jobs waiting 2 (behind 2)',
    ]);
    const text = lines.join('\n');
    expect(text).toMatch(/focal-11aa +running +7 +12 +2 +1 +2 min 05 s/);
    expect(text).toMatch(/worker-1 +desk +CPU +1 +2 +takes trials/);
    expect(text).toMatch(/worker-2 .* leaves/);
    expect(text).toMatch(/full\.f1\.s1 +focal-11aa +worker-2 +3\/8 +training +42/);
    expect(text).toMatch(/full\.f0\.s1 .* starting/);
    expect(text).toMatch(/1 +full\.f1\.s2 +focal-11aa +workers are busy/);
  });

  it('stays on the screen', () => {
    const lines = overviewLines(overview(30), { columns: 120, rows: 32 });
    expect(lines.length).toBeLessThan(32);
    expect(lines).toContain('and 27 more');
    const all = overviewLines(overview(30), { columns: 120, rows: Infinity });
    expect(all).not.toContain('and 27 more');
  });

  it('says where nothing goes on', () => {
    const none = { ...overview(0), server: null, queue: null };
    const lines = overviewLines(none, { columns: 80, rows: 24 });
    expect(lines[1]).toBe('studies 0, workers 0, trials running 0');
    expect(lines.at(-1)).toBe('no study runs or waits');
  });
});

it('lists what waits, and how much of it is not shown', () => {
  const { queue } = overview(2);
  if (!queue) throw new Error('expected a queue');
  expect(jobLines({ ...queue, jobs: [] })).toEqual([]);
  const [title, , first, more] = jobLines({ ...queue, total: 700 }, { most: 1 });
  expect(title).toMatch(/next +job +study +why it waits/);
  expect(first).toMatch(/1 +full\.f1\.s2 +focal-11aa +workers are busy/);
  expect(more).toBe('and 699 more');
});
