import {
  countTrialStates,
  newControl,
  waitReasons,
  type Control,
  type Study,
  type TrialState,
} from '@crossfold/contracts';
import { standstillOf } from '@crossfold/study';
import { describe, expect, it } from 'vitest';
import { viewQueue, type QueueState } from './queue-page.js';
import type { WaitingJob } from './waiting-jobs.js';

interface Given {
  readonly control?: Partial<Control>;
  readonly maxParallel?: number;
  readonly requires?: Study['requires'];
  readonly project?: string;
  readonly trials: Readonly<Record<string, TrialState>>;
}

const studies: Readonly<Record<string, Given>> = {
  a: {
    project: 'derm',
    control: { priority: 5 },
    trials: { 'full.f0.s1': 'queued', 'full.f1.s1': 'queued', 'full.f2.s1': 'queued' },
  },
  b: { control: { desired: 'pause' }, trials: { 'full.f0.s1': 'paused', 'full.f1.s1': 'paused' } },
  c: { maxParallel: 2, trials: { 'full.f0.s1': 'queued' } },
  d: { requires: { gpu: 'h100' }, trials: { 'full.f0.s1': 'queued' } },
  e: { trials: { 'full.f0.s1': 'queued' } },
  f: { requires: { gpu: 'a100' }, trials: { 'full.f0.s1': 'queued' } },
  g: { requires: { gpu: 't4' }, trials: { 'full.f0.s1': 'queued' } },
};

function recordOf(studyId: string) {
  const given = studies[studyId];
  if (!given) return undefined;
  const trials = new Map(
    Object.entries(given.trials).map(([trialId, state]) => [trialId, { trialId, state }]),
  );
  const { control, trials: _, ...rest } = given;
  const study = { studyId, ...rest };
  const tally = { states: countTrialStates(trials.values()) };
  return {
    study,
    trials,
    tally,
    finalState: null,
    control: { ...newControl(studyId), ...control },
  };
}

const index = {
  find: recordOf,
  list: () => Object.keys(studies).map(recordOf),
} as unknown as QueueState['index'];

const dueMs = Date.parse('2026-11-30T12:00:00.000Z');
const jobs: WaitingJob[] = [
  { id: 'a/explanations/3', rank: 0, score: 0, dueMs: null },
  { id: 'predictions/p-1', rank: 0, score: 1, dueMs: null },
  { id: 'a/full.f0.s1', rank: 1, score: 4_277_833_859_072, dueMs: null },
  { id: 'a/full.f1.s1', rank: 2, score: dueMs * 0x1000, dueMs },
];
const state: QueueState = {
  jobs,
  inLine: [
    { studyId: 'a', trialId: 'full.f0.s1', hold: null },
    { studyId: 'c', trialId: 'full.f0.s1', hold: 'max-parallel' },
    { studyId: 'a', trialId: 'full.f2.s1', hold: null },
    { studyId: 'd', trialId: 'full.f0.s1', hold: null },
    { studyId: 'e', trialId: 'full.f0.s1', hold: 'budget' },
  ],
  active: 2,
  index,
  leadOf: ({ studyId }) => (studyId === 'a' ? { level: 'project', seconds: 5400 } : null),
  pools: [
    { queue: 'tasks', labels: {}, slots: 2, window: 16 },
    { queue: 'tasks-a100', labels: { gpu: 'a100' }, slots: 1, window: 16 },
  ],
  standstill: standstillOf({ connected: 1, noneSince: null }),
};

describe('the queue', () => {
  it('says of each job what it is, where it stands and why it waits', () => {
    const until = '2026-11-30T12:00:00.000Z';
    expect(viewQueue(state, {})).toEqual({
      jobs: [
        job(1, 'explanation', 'a', null, { text: 'next, as soon as a slot is free' }),
        job(2, 'prediction', null, null, { text: 'behind 1 job for 3 slots' }),
        job(3, 'trial', 'a', 'full.f0.s1', {
          priority: 5,
          text: 'behind 2 jobs for 3 slots; project derm has had 1.5 h more of its share than another that waits',
        }),
        job(4, 'trial', 'c', 'full.f0.s1', {
          priority: 0,
          reason: 'max-parallel',
          text: 'its study may run 2 trials at once (maxParallel)',
        }),
        job(5, 'trial', 'a', 'full.f2.s1', {
          priority: 5,
          text: 'behind 4 jobs for 3 slots; project derm has had 1.5 h more of its share than another that waits',
        }),
        job(6, 'trial', 'd', 'full.f0.s1', {
          priority: 0,
          reason: 'no-match',
          text: 'no worker that is connected has gpu h100',
        }),
        job(7, 'trial', 'e', 'full.f0.s1', {
          priority: 0,
          reason: 'budget',
          text: 'the budget of its study has no room for it beside those that run or come before it',
        }),
        job(8, 'trial', 'a', 'full.f1.s1', {
          priority: 5,
          reason: 'retry',
          text: `tried again at ${until}`,
          until,
        }),
        job(9, 'trial', 'b', 'full.f0.s1', { priority: 0, ...paused }),
        job(10, 'trial', 'b', 'full.f1.s1', { priority: 0, ...paused }),
      ],
      total: 10,
      active: 2,
      reasons: {
        ...none,
        behind: 4,
        'no-match': 1,
        'max-parallel': 1,
        budget: 1,
        paused: 2,
        retry: 1,
      },
      next: null,
    });
  });

  it('says that none is connected of all that nobody has paused', () => {
    const since = '2026-11-30T11:00:00.000Z';
    const standstill = standstillOf({ connected: 0, noneSince: since });
    const { jobs: listed, reasons } = viewQueue({ ...state, standstill }, {});
    expect(reasons).toEqual({ ...none, 'no-worker': 8, paused: 2 });
    expect(listed[0]?.text).toBe('no worker connected since 2026-11-30 11:00:00 UTC');
  });

  it('counts the jobs before one on the workers that may take it', () => {
    const only = (studyId: string) => ({ studyId, trialId: 'full.f0.s1', hold: null });
    const inLine = [only('a'), only('f'), only('a'), only('f')];
    const { jobs: listed } = viewQueue({ ...state, jobs: [], inLine, leadOf: () => null }, {});
    // A plain one may run on all, and waits behind those that may not.
    expect(listed.slice(0, 4).map(({ text }) => text)).toEqual([
      'next, as soon as a slot is free',
      'behind 1 job for 1 slot',
      'behind 2 jobs for 3 slots',
      'behind 3 jobs for 1 slot',
    ]);
    const [plain, large] = state.pools;
    if (!plain || !large) throw new Error('expected two pools');
    const apart = { gpu: 't4' };
    const pools = [{ ...plain, labels: apart }, large];
    const other = { ...state, jobs: [], pools, leadOf: () => null };
    const lines = [only('g'), only('f'), only('g'), only('f')];
    expect(
      viewQueue({ ...other, inLine: lines }, {})
        .jobs.slice(0, 4)
        .map(({ text }) => text),
    ).toEqual([
      'next, as soon as a slot is free',
      'next, as soon as a slot is free',
      'behind 1 job for 2 slots',
      'behind 1 job for 1 slot',
    ]);
  });

  it.each([
    ['project', 40, 'project default has had 0.011 h more of its share than another that waits'],
    ['user', 5400, 'its user has had 1.5 h more of the share than another in project default'],
    ['studyId', 7200, 'its study has had 2.0 h more than another of the same user'],
  ] as const)('says whose share of a %s comes first', (level, seconds, text) => {
    const inLine = [0, 1].map((fold) => ({
      studyId: 'e',
      trialId: `full.f${fold}.s1`,
      hold: null,
    }));
    const leadOf = () => ({ level, seconds });
    const { jobs: listed } = viewQueue({ ...state, jobs: [], inLine, leadOf }, {});
    expect(listed[1]?.text).toBe(`behind 1 job for 3 slots; ${text}`);
  });

  it('is read on where jobs before were taken meanwhile', () => {
    const first = viewQueue(state, { limit: '3' });
    expect(first.next).toBe('a/full.f0.s1');
    const later = { ...state, jobs: jobs.slice(2) };
    const second = viewQueue(later, { limit: '2', after: first.next });
    expect(second.jobs.map(({ position, trialId }) => [position, trialId])).toEqual([
      [2, 'full.f0.s1'],
      [3, 'full.f2.s1'],
    ]);
    // The last one of that page has begun, and all before it.
    const latest = { ...later, jobs: jobs.slice(3), inLine: [] };
    const third = viewQueue(latest, { after: second.next });
    expect(third.jobs.map(({ studyId, trialId }) => [studyId, trialId])).toEqual([
      ['a', 'full.f1.s1'],
      ['b', 'full.f0.s1'],
      ['b', 'full.f1.s1'],
    ]);
    expect(third.next).toBeNull();
  });

  it('is that of one study, whose jobs keep their positions', () => {
    const { jobs: listed, total } = viewQueue(state, { studyId: 'b' });
    expect([total, ...listed.map(({ position }) => position)]).toEqual([2, 9, 10]);
  });

  it.each([{ after: '' }, { limit: '0' }, { study: 'a' }])('refuses %j', (asked) => {
    expect(() => viewQueue(state, asked)).toThrow(
      expect.objectContaining({ code: 'REQUEST_INVALID' }),
    );
  });
});

const none = Object.fromEntries(waitReasons.map((reason) => [reason, 0]));
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
