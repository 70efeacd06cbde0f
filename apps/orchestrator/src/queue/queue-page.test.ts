import { newControl, pausedDelayMs, type Control } from '@crossfold/contracts';
import { standstillOf } from '@crossfold/study';
import { describe, expect, it } from 'vitest';
import { viewQueue, type QueueState } from './queue-page.js';
import type { WaitingJob } from './waiting-jobs.js';

const controls: Readonly<Record<string, Partial<Control>>> = {
  a: { priority: 5 },
  b: { desired: 'pause' },
};
const index = {
  find: (studyId: string) => ({ control: { ...newControl(studyId), ...controls[studyId] } }),
} as unknown as QueueState['index'];

function byPriority(id: string, score: number): WaitingJob {
  return { id, rank: 1, score, dueMs: null };
}

const dueMs = Date.parse('2026-11-30T12:00:00.000Z');
const waiting: WaitingJob[] = [
  { id: 'a/explanations/3', rank: 0, score: 0, dueMs: null },
  { id: 'predictions/p-1', rank: 0, score: 1, dueMs: null },
  byPriority('a/full.f0.s1', 4_277_833_859_072),
  byPriority('b/full.f0.s1', 4_299_308_695_553),
  { id: 'a/full.f1.s1', rank: 2, score: dueMs * 0x1000, dueMs },
  {
    id: 'b/full.f1.s1',
    rank: 2,
    score: (dueMs + pausedDelayMs) * 0x1000,
    dueMs: dueMs + pausedDelayMs,
  },
];
const connected = standstillOf({ connected: 1, noneSince: null });
const state: QueueState = { waiting, active: 2, index, standstill: connected };

describe('the queue', () => {
  it('says of each job what it is, where it stands and why it waits', () => {
    expect(viewQueue(state, {})).toEqual({
      jobs: [
        job(1, 'explanation', 'a', null, { text: 'next, as soon as a slot is free' }),
        job(2, 'prediction', null, null, { text: 'behind 1 job; all slots are busy' }),
        job(3, 'trial', 'a', 'full.f0.s1', {
          priority: 5,
          text: 'behind 2 jobs; all slots are busy',
        }),
        job(4, 'trial', 'b', 'full.f0.s1', { priority: 0, ...paused }),
        job(5, 'trial', 'a', 'full.f1.s1', {
          priority: 5,
          reason: 'retry',
          text: 'tried again at 2026-11-30T12:00:00.000Z',
          until: '2026-11-30T12:00:00.000Z',
        }),
        job(6, 'trial', 'b', 'full.f1.s1', { priority: 0, ...paused }),
      ],
      total: 6,
      active: 2,
      reasons: { 'no-worker': 0, behind: 3, paused: 2, retry: 1 },
      next: null,
    });
  });

  it('says that none is connected of all that nobody has paused', () => {
    const since = '2026-11-30T11:00:00.000Z';
    const standstill = standstillOf({ connected: 0, noneSince: since });
    const { jobs, reasons } = viewQueue({ ...state, standstill }, {});
    expect(reasons).toEqual({ 'no-worker': 4, behind: 0, paused: 2, retry: 0 });
    expect(jobs[0]?.text).toBe('no worker connected since 2026-11-30 11:00:00 UTC');
  });

  it('is read on where jobs before were taken meanwhile', () => {
    const first = viewQueue(state, { limit: '3' });
    expect(first.next).toBe('1-4277833859072');
    const later = { ...state, waiting: waiting.slice(3) };
    const second = viewQueue(later, { limit: '2', after: first.next });
    expect(second.jobs.map(({ position, trialId }) => [position, trialId])).toEqual([
      [1, 'full.f0.s1'],
      [2, 'full.f1.s1'],
    ]);
    const third = viewQueue(later, { after: second.next });
    expect(third.jobs.map(({ studyId, trialId }) => [studyId, trialId])).toEqual([
      ['b', 'full.f1.s1'],
    ]);
    expect(third.next).toBeNull();
  });

  it('is that of one study, whose jobs keep their positions', () => {
    const { jobs, total } = viewQueue(state, { studyId: 'b' });
    expect([total, ...jobs.map(({ position }) => position)]).toEqual([2, 4, 6]);
  });

  it.each([{ after: 'x' }, { after: '3-1' }, { limit: '0' }, { study: 'a' }])(
    'refuses %j',
    (asked) => {
      expect(() => viewQueue(state, asked)).toThrow(
        expect.objectContaining({ code: 'REQUEST_INVALID' }),
      );
    },
  );
});

const paused = { reason: 'paused', text: 'paused; resume the study or the trial' } as const;

function job(
  position: number,
  kind: string,
  studyId: string | null,
  trialId: string | null,
  more: object,
) {
  const usual = { priority: null, reason: 'behind', until: null };
  return { position, kind, studyId, trialId, ...usual, ...more };
}
