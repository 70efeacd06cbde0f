import {
  deriveStudyState,
  isFinalStudyState,
  type StudyDetail,
  type StudyState,
  type StudyView,
  type TrialView,
} from '@crossfold/contracts';
import { deriveInterim } from './derive-interim.js';
import { viewSeries } from './series-view.js';
import type { StudyRecord, TrialRecord } from './study-record.js';
import type { Standstill } from './standstill.js';
import type { TrialTally } from './trial-tally.js';

/** @param standstill why nothing goes on, where nothing does */
export function studyState(
  { finalState, tally, control }: StudyRecord,
  standstill: Standstill | null = null,
): StudyState {
  const hasServer = standstill?.hasServer ?? true;
  return deriveStudyState(tally.states, { control, finalState, hasServer });
}

/** @param standstill why nothing goes on; null where something does, or where that is not asked */
export function viewStudy(record: StudyRecord, standstill: Standstill | null = null): StudyView {
  const { study, tally, notes } = record;
  const state = studyState(record, standstill);
  const waiting = waitingOf(record, state, standstill);
  return {
    studyId: study.studyId,
    name: study.name,
    submittedAt: study.submittedAt,
    state,
    variants: study.variants.map(({ name }) => name),
    trials: tally.states,
    etaSeconds: waiting === null ? estimateSeconds(tally) : null,
    waiting,
    answer: record.finalState ? record.answer : null,
    error: record.finalState ? null : record.summaryError,
    tags: notes.tags,
    owner: notes.owner,
  };
}

function waitingOf(
  { study }: StudyRecord,
  state: StudyState,
  standstill: Standstill | null,
): string | null {
  if (!standstill || isFinalStudyState(state) || state === 'paused') return null;
  const isWritten = state === 'summarising' && study.ensemble === null && standstill.hasServer;
  return isWritten ? null : standstill.reason;
}

export function viewStudyDetail(record: StudyRecord, standstill: Standstill | null): StudyDetail {
  const { study, control } = record;
  const view = viewStudy(record, standstill);
  const interim = isFinalStudyState(view.state) ? null : deriveInterim(record);
  return { ...view, study, control, interim, series: viewSeries(record) };
}

/** Mean time of the trials that were trained for each that is left, over the slots at work. */
function estimateSeconds({ states, trained }: TrialTally): number | null {
  const { running, queued, paused } = states;
  if (running + queued === 0) return paused > 0 ? null : 0;
  if (trained.trials === 0) return null;
  const mean = trained.ms / 1000 / trained.trials;
  // A running trial is half done on average.
  return (mean * (queued + running / 2)) / Math.max(1, running);
}

/** What all see of a trial. */
export function viewTrial(trial: TrialRecord): TrialView {
  const {
    history: _history,
    failure: _failure,
    startedAt: _started,
    endedAt: _ended,
    seenAt: _seen,
    perSlotHour: _price,
    interrupted: _interrupted,
    epochTimes: _epochTimes,
    ...view
  } = trial;
  return view;
}
