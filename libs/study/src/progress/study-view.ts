import {
  isFinalStudyState,
  isFinalTrialState,
  type StudyDetail,
  type StudyState,
  type StudyView,
  type TrialView,
} from '@crossfold/contracts';
import { deriveInterim } from './derive-interim.js';
import type { StudyRecord, TrialRecord } from './study-record.js';
import { noWorkerText, type WorkersState } from './workers-state.js';

export function studyState({ finalState, trials, control }: StudyRecord): StudyState {
  if (finalState) return finalState;
  const states = new Set([...trials.values()].map(({ state }) => state));
  if ([...states].every(isFinalTrialState)) return 'summarising';
  if (states.has('paused') && !states.has('running') && !states.has('queued')) return 'paused';
  if (control.wish === 'cancel' || states.size > 1) return 'running';
  return states.has('queued') ? 'queued' : 'running';
}

/** @param workers who could do something about it; null where that is not asked */
export function viewStudy(record: StudyRecord, workers: WorkersState | null = null): StudyView {
  const { study, trials } = record;
  const state = studyState(record);
  const noneSince = needsWorker(record, state) ? (workers?.noneSince ?? null) : null;
  const counts = {
    queued: 0,
    running: 0,
    paused: 0,
    succeeded: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
  };
  for (const { state } of trials.values()) counts[state] += 1;
  return {
    studyId: study.studyId,
    name: study.name,
    submittedAt: study.submittedAt,
    state,
    variants: study.variants.map(({ name }) => name),
    trials: counts,
    etaSeconds: noneSince === null ? estimateSeconds(record, counts.running) : null,
    waiting: noneSince === null ? null : noWorkerText(noneSince),
    answer: record.finalState ? record.answer : null,
    error: record.finalState ? null : record.summaryError,
  };
}

/** Reports are written without one. */
function needsWorker({ study }: StudyRecord, state: StudyState): boolean {
  if (state === 'summarising') return study.ensemble !== null;
  return state === 'queued' || state === 'running';
}

export function viewStudyDetail(record: StudyRecord, workers: WorkersState): StudyDetail {
  const { study, control } = record;
  const view = viewStudy(record, workers);
  const interim = isFinalStudyState(view.state) ? null : deriveInterim(record);
  return { ...view, study, control, interim };
}

/** Mean time of the trials that were trained for each that is left, over the slots at work. */
function estimateSeconds({ trials }: StudyRecord, running: number): number | null {
  const all = [...trials.values()];
  const trained = all.filter(({ takenFrom }) => takenFrom === null);
  const times = trained.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const left = all.filter(({ state }) => state === 'queued').length;
  if (running + left === 0) return all.some(({ state }) => state === 'paused') ? null : 0;
  if (times.length === 0) return null;
  const mean = times.reduce((sum, seconds) => sum + seconds, 0) / times.length;
  // A running trial is half done on average.
  return (mean * (left + running / 2)) / Math.max(1, running);
}

export function viewTrial({ history: _, failure: __, ...view }: TrialRecord): TrialView {
  return view;
}
