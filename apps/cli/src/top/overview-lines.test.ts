import { studyViewSchema } from '@crossfold/contracts';
import { describe, expect, it } from 'vitest';
import { overviewLines } from './overview-lines.js';
import type { Overview, RunningTrial } from './overview.js';

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

const trial = (number: number): RunningTrial => ({
  studyId: 'focal-11aa',
  trialId: `full.f${number}.s1`,
  variant: 'full',
  worker: 'worker-1',
  phase: number === 0 ? null : 'training',
  epoch: 3,
  epochs: 8,
  imagesPerSecond: 41.6,
});

const overview = (studies: number, running: number): Overview => ({
  at: '2026-01-01T12:00:00.000Z',
  server: 'http://127.0.0.1:7430',
  studies: Array.from({ length: studies }, (_, i) => study(i === 0 ? 'focal' : `other${i}`)),
  running: Array.from({ length: running }, (_, i) => trial(i)),
});

describe('the overview', () => {
  it('tells of studies and running trials', () => {
    const lines = overviewLines(overview(1, 2), { columns: 120, rows: 40 });
    expect(lines[0]).toBe('http://127.0.0.1:7430, 2026-01-01 12:00:00 UTC');
    expect(lines[1]).toBe('studies 1, trials running 2, workers with trials 1, trials waiting 3');
    expect(lines.join('\n')).toMatch(/focal-11aa +running +7 +12 +2 +1 +2 min 05 s/);
    expect(lines.join('\n')).toMatch(/full\.f1\.s1 +focal-11aa +worker-1 +3\/8 +training +42/);
    expect(lines.join('\n')).toMatch(/full\.f0\.s1 .* starting/);
  });

  it('stays on the screen', () => {
    const lines = overviewLines(overview(30, 30), { columns: 120, rows: 24 });
    expect(lines.length).toBeLessThan(24);
    expect(lines).toContain('and 24 more');
    expect(overviewLines(overview(30, 30), { columns: 120, rows: Infinity })).not.toContain(
      'and 24 more',
    );
  });

  it('says where nothing goes on', () => {
    const none = { ...overview(0, 0), server: null };
    expect(overviewLines(none, { columns: 80, rows: 24 })).toContain('no study runs or waits');
  });
});
