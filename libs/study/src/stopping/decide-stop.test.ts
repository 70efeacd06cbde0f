import {
  listTrials,
  newControl,
  type EpochRecord,
  type Study,
  type StudyEvent,
} from '@crossfold/contracts';
import { expect, it } from 'vitest';
import {
  applyEpochs,
  applyEvent,
  newStudyRecord,
  type StudyRecord,
} from '../progress/study-record.js';
import { decideStops, findStopsToMake, lackEpochs, stopReason } from './decide-stop.js';

const at = '2026-11-30T00:00:00.000Z';
const base = { at, studyId: 's' };
const study = {
  studyId: 's',
  name: 's',
  submittedAt: at,
  foldPlan: { options: { folds: 2 } },
  seeds: [1],
  variants: [
    { name: 'full', role: 'baseline' },
    { name: 'same', role: 'arm', isNull: true },
    { name: 'far', role: 'arm' },
    { name: 'near', role: 'arm' },
  ],
  ensemble: null,
  stopping: { rule: 'median', minEpochs: 2, minTrials: 2 },
} as unknown as Study;

const finished = new Map([
  ['full.f0.s1', [0.5, 0.7]],
  ['near.f0.s1', [0.4, 0.6]],
]);

function epochsOf(trialId: string, scores: readonly number[], from = 1): StudyEvent[] {
  const started = { ...base, type: 'trial.started', trialId, attempt: 1, worker: 'w' } as const;
  const epochs = scores.map((validationBalancedAccuracy, i): StudyEvent => ({
    ...base,
    type: 'trial.epoch',
    trialId,
    record: { epoch: from + i, validationBalancedAccuracy } as EpochRecord,
  }));
  const device = { device: 'cpu', resumedAfterEpoch: from === 1 ? null : from - 1, epochs: 10 };
  return [{ ...started, ...device } as StudyEvent, ...epochs];
}

function recordAfter(...events: readonly StudyEvent[]): StudyRecord {
  return events.reduce(applyEvent, newStudyRecord(study));
}

const lagging = recordAfter(
  ...listTrials(study).flatMap(({ trialId }) =>
    finished.has(trialId) ? [] : epochsOf(trialId, [0.1, 0.2]),
  ),
);

const none = { decisions: [], arrivals: [] };

it('stops arms that lag behind, and never what others are compared with', () => {
  const { decisions } = decideStops(lagging, none, finished, at);
  expect(decisions.map(({ number, trialId }) => [number, trialId])).toEqual([
    [1, 'far.f0.s1'],
    [2, 'far.f1.s1'],
    [3, 'near.f1.s1'],
  ]);
  const [first] = decisions;
  expect(first).toMatchObject({ rule: 'median', variant: 'far', epoch: 2, best: 0.2, edition: 1 });
  expect(first?.threshold).toBeCloseTo(0.55, 12);
  expect(first && stopReason(first)).toContain('stopped after epoch 2: its best balanced accuracy');
  expect(findStopsToMake(lagging, decisions)).toEqual(decisions);
});

it('decides once of a trial, also when it was revived, and never without its first epochs', () => {
  const { decisions } = decideStops(lagging, none, finished, at);
  expect(decideStops(lagging, { ...none, decisions }, finished, at)).toEqual(none);
  const own = { desired: 'run', priority: null, sinceEdition: 2 } as const;
  const control = { ...newControl('s'), revision: 1, edition: 2, trials: { 'far.f0.s1': own } };
  const revived = applyEvent(lagging, {
    ...base,
    type: 'study.controlled',
    command: 'revive',
    onlyTrial: null,
    control,
  });
  expect(findStopsToMake(revived, decisions).map(({ trialId }) => trialId)).toEqual([
    'far.f1.s1',
    'near.f1.s1',
  ]);
  const late = recordAfter(...epochsOf('far.f0.s1', [0.1, 0.1], 4));
  expect(decideStops(late, none, finished, at)).toEqual(none);
});

it('decides the same of a trial whose epochs were lost and are taken from its checkpoint', () => {
  const scores = [0.1, 0.2, 0.15, 0.1];
  const whole = recordAfter(...epochsOf('far.f0.s1', scores));
  const heard = recordAfter(...epochsOf('far.f0.s1', scores).slice(-1));
  expect(lackEpochs(whole)).toEqual([]);
  expect(lackEpochs(heard)).toEqual(['far.f0.s1']);
  const stored = whole.trials.get('far.f0.s1')?.history.slice(0, 3) ?? [];
  const recalled = applyEpochs(heard, 'far.f0.s1', stored);
  expect(lackEpochs(recalled)).toEqual([]);
  const expected = decideStops(whole, none, finished, at);
  expect(expected.decisions).toHaveLength(1);
  expect(decideStops(recalled, none, finished, at)).toEqual(expected);
  // A checkpoint that is behind leaves a gap, of which nothing is decided.
  const gap = applyEpochs(heard, 'far.f0.s1', stored.slice(0, 2));
  expect(lackEpochs(gap)).toEqual(['far.f0.s1']);
  expect(decideStops(gap, none, finished, at)).toEqual(none);
});

it('does nothing without being asked to', () => {
  const { stopping: _, ...plain } = study;
  expect(decideStops({ ...lagging, study: plain }, none, finished, at)).toEqual(none);
});
