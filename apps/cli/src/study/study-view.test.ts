import type { StudyView } from '@crossfold/contracts';
import { expect, it } from 'vitest';
import type { TerminalMode } from '../terminal/terminal.js';
import { studyListLines, waitingText } from './study-view.js';

const trials = {
  queued: 2,
  running: 0,
  paused: 0,
  succeeded: 1,
  failed: 0,
  skipped: 0,
  cancelled: 0,
};

const stuck = {
  studyId: 'skin-620d',
  name: 'skin',
  state: 'running',
  submittedAt: '2026-07-01T09:30:00.000Z',
  variants: ['full', 'no-focal'],
  trials,
  waiting: 'no worker connected since 2026-07-01 10:00:00 UTC',
  answer: null,
} as unknown as StudyView;
const headline = `No arm\tdiffers ${'by very much '.repeat(20)}`;
const done = {
  ...stuck,
  studyId: 'skin-eab1',
  state: 'finished',
  waiting: null,
  answer: { headline, baseline: 0.7 },
} as StudyView;

const on = (mode: TerminalMode) => ({ mode, size: { columns: 80, rows: 24 } });

it('says of a study that nobody trains what to do about it', () => {
  expect(waitingText([done, stuck])).toBe(
    'skin-620d: no worker connected since 2026-07-01 10:00:00 UTC; start one: crossfold study follow skin-620d, or crossfold up',
  );
  expect(waitingText([stuck, stuck])).toMatch(/^2 studies: .* study follow STUDY/);
  expect(waitingText([done])).toBeNull();
});

it('lists studies as a line each, with tabs, where no screen is', () => {
  const [titles, first, second, ...rest] = studyListLines(on('plain'), [stuck, done]);
  expect(rest).toEqual([]);
  expect(titles).toBe('study\tstate\ttrials\tvariants\tsubmitted (UTC)\tbaseline %\tanswer');
  expect(first).toBe(
    'skin-620d\trunning, no worker\t2 queued, 1 succeeded\t2\t2026-07-01 09:30\t\t',
  );
  const left = { ...stuck, state: 'queued', waiting: 'no stack is running here' } as StudyView;
  expect(studyListLines(on('plain'), [left])[1]).toContain('skin-620d\tqueued, no stack\t');
  expect(second?.split('\t')).toHaveLength(7);
});

it('keeps within the screen', () => {
  const lines = studyListLines(on('interactive'), [stuck, done]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
