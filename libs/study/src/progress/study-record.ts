import {
  isFinalTrialState,
  isStanding,
  listTrials,
  newControl,
  newNotes,
  reduceHistory,
  reduceTrial,
  stateAtRest,
  stateOfEnd,
  type Answer,
  type Control,
  type EpochRecord,
  type Failure,
  type FinalStudyState,
  type Receipt,
  type Study,
  type StudyEvent,
  type StudyNotes,
  type StudyView,
  type TrialCell,
  type TrialEvent,
} from '@crossfold/contracts';
import { OrderedMap } from 'immutable';
import type { AttemptTime, TrialRecord } from './trial-record.js';
import { withInterrupted } from './trial-seconds.js';
import { changeTally, tallyTrials, type TrialTally } from './trial-tally.js';

export type { TrialRecord };

/**
 * What is known of a study at the moment: a projection of the store and the events. A record never
 * changes; the next one shares with it what stays, so that an event costs the same however many
 * trials there are.
 */
export interface StudyRecord {
  readonly study: Study;
  readonly control: Control;
  /** Set once the report is there. */
  readonly finalState: FinalStudyState | null;
  /** Of that report. */
  readonly answer: Answer | null;
  readonly trials: OrderedMap<string, TrialRecord>;
  readonly tally: TrialTally;
  readonly notes: StudyNotes;
  /** Why the report could not be written when that was tried last. */
  readonly summaryError: StudyView['error'];
}

const noEpochs: readonly EpochRecord[] = [];
const noAttempts: readonly AttemptTime[] = [];

/** @param cells of these trials alone */
export function newStudyRecord(
  study: Study,
  control = newControl(study.studyId),
  cells: readonly TrialCell[] = listTrials(study),
): StudyRecord {
  const trials = cells.map(({ trialId, variant, repeat, fold, seed }): [string, TrialRecord] => [
    trialId,
    {
      trialId,
      variant,
      repeat,
      fold,
      seed,
      state: stateAtRest(control, trialId),
      attempt: 0,
      worker: null,
      phase: null,
      epoch: 0,
      epochs: null,
      step: 0,
      steps: 0,
      imagesPerSecond: null,
      scores: null,
      seconds: null,
      takenFrom: null,
      error: null,
      waiting: null,
      history: noEpochs,
      startedAt: null,
      endedAt: null,
      seenAt: null,
      perSlotHour: null,
      interrupted: noAttempts,
      epochTimes: null,
      failure: null,
    },
  ]);
  const open = { finalState: null, answer: null, summaryError: null };
  const notes = newNotes(study.studyId);
  const tally = tallyTrials(trials.map(([, trial]) => trial));
  return { study, control, notes, trials: OrderedMap(trials), tally, ...open };
}

/**
 * The record after an event. Events may come twice and out of order: a final state stays, and a
 * move that the table of transitions does not know is passed over.
 */
export function applyEvent(record: StudyRecord, event: StudyEvent): StudyRecord {
  switch (event.type) {
    case 'study.submitted':
    case 'ensemble.progress':
    case 'ensemble.ended':
      return record;
    case 'study.controlled':
      return applyControl(record, event.control);
    case 'study.finished': {
      const isFinal = (event.edition ?? 1) >= record.control.edition;
      const { state: finalState, answer = record.answer } = event;
      return isFinal ? { ...record, finalState, answer } : record;
    }
    case 'study.summaryFailed': {
      const { code, message } = event;
      // Nobody writes a report before.
      if (countOpen(record) > 0) return record;
      return { ...record, summaryError: { code, message } };
    }
    case 'trial.started':
    case 'trial.progress':
    case 'trial.epoch':
    case 'trial.checkpointDamaged':
    case 'trial.paused':
    case 'trial.requeued':
    case 'trial.succeeded':
    case 'trial.failed':
    case 'trial.skipped':
    case 'trial.racedOut':
    case 'trial.cancelled':
      return applyTrialEvent(record, event);
  }
}

/** What all see of a trial, and what the server alone keeps: its epochs, and whose failure it is. */
function applyTrialEvent(record: StudyRecord, event: TrialEvent): StudyRecord {
  const trial = record.trials.get(event.trialId);
  const next = trial && reduceTrial(trial, event, record.control);
  if (!next || next === trial) return record;
  return replaceTrials(record, [
    {
      ...next,
      history: reduceHistory(trial.history, event),
      startedAt: event.type === 'trial.started' ? event.at : trial.startedAt,
      seenAt: event.at,
      perSlotHour: event.type === 'trial.started' ? null : trial.perSlotHour,
      interrupted: interruptedAfter(event, trial, next),
      epochTimes: epochTimesOf(event, trial),
      endedAt: isFinalTrialState(next.state) ? event.at : null,
      failure: failureOf(event, next) ?? trial.failure,
    },
  ]);
}

/** An attempt that another one follows without a word was lost: it had its slot while it was heard of. */
function interruptedAfter(event: TrialEvent, before: TrialRecord, { state }: TrialRecord) {
  if (before.state !== 'running') return before.interrupted;
  if (event.type === 'trial.started') return withInterrupted(before, before.seenAt);
  const hasEnded = state !== 'running' && state !== 'succeeded';
  return hasEnded ? withInterrupted(before, event.at) : before.interrupted;
}

function epochTimesOf(event: TrialEvent, { epochTimes }: TrialRecord): TrialRecord['epochTimes'] {
  if (event.type === 'trial.started') return null;
  if (event.type !== 'trial.epoch') return epochTimes;
  const last = { epoch: event.record.epoch, at: event.at };
  return { first: epochTimes?.first ?? last, last };
}

function failureOf(event: TrialEvent, { state }: TrialRecord): TrialRecord['failure'] {
  if (!isFailure(event)) return null;
  // One that was tried again since has ended nothing.
  if (state !== 'failed' && state !== 'skipped' && state !== 'raced-out') return null;
  return { edition: event.edition ?? 1, at: event.at };
}

function isFailure(
  event: TrialEvent,
): event is Extract<TrialEvent, { type: 'trial.failed' | 'trial.skipped' | 'trial.racedOut' }> {
  const { type } = event;
  return type === 'trial.failed' || type === 'trial.skipped' || type === 'trial.racedOut';
}

/** The record with a trial's receipt from the store. */
export function applyReceipt(record: StudyRecord, receipt: Receipt): StudyRecord {
  const { timings, evaluation, attempt, epochs, environment, takenFrom, weightsFrom } = receipt;
  const seconds = (Date.parse(timings.finishedAt) - Date.parse(timings.startedAt)) / 1000;
  return settle(record, receipt.trialId, {
    state: 'succeeded',
    attempt,
    epochs,
    epoch: epochs,
    // The receipt names the one that trained, which may never have seen this study.
    worker: takenFrom ? null : environment.worker,
    takenFrom: (takenFrom ?? weightsFrom)?.studyId ?? null,
    scores: evaluation.scores,
    seconds,
    startedAt: timings.startedAt,
    endedAt: timings.finishedAt,
  });
}

/** The record with a trial's named end from the store, unless the trial was tried again since. */
export function applyFailure(record: StudyRecord, failure: Failure): StudyRecord {
  const { trialId, attempt, code, message, remedy, edition, failedAt } = failure;
  const state = stateOfEnd(failure);
  if (!isStanding(record.control, trialId, edition, state === 'raced-out')) return record;
  const failed = { error: { code, message, remedy }, failure: { edition, at: failedAt } };
  const ended = { ...failed, endedAt: failedAt };
  // One that was never begun has a number, but no attempt was made.
  return settle(record, trialId, { state, ...(state === 'failed' && { attempt }), ...ended });
}

/**
 * The record with epochs of a trial of which no event has told: events can be lost with Redis, and the
 * checkpoints of a trial have all of its epochs.
 */
export function applyEpochs(
  record: StudyRecord,
  trialId: string,
  epochs: readonly EpochRecord[],
): StudyRecord {
  const trial = record.trials.get(trialId);
  if (!trial || isFinalTrialState(trial.state)) return record;
  const told = new Set(trial.history.map(({ epoch }) => epoch));
  const missing = epochs.filter(({ epoch }) => epoch <= trial.epoch && !told.has(epoch));
  if (missing.length === 0) return record;
  const history = [...trial.history, ...missing].sort((a, b) => a.epoch - b.epoch);
  return replaceTrials(record, [{ ...trial, history }]);
}

/** The record with the price of the slot that the newest attempt of a trial has, or had. */
export function applyPrice(record: StudyRecord, trialId: string, perSlotHour: number): StudyRecord {
  const trial = record.trials.get(trialId);
  if (!trial) return record;
  const interrupted = trial.interrupted.map((time) => {
    return time.attempt === trial.attempt ? { ...time, perSlotHour } : time;
  });
  return replaceTrials(record, [{ ...trial, perSlotHour, interrupted }]);
}

/** The record with a newer word on what is wanted; trials that a worker has end by themselves. */
export function applyControl(record: StudyRecord, control: Control): StudyRecord {
  if (control.revision <= record.control.revision) return record;
  const moved = wantsTheSame(control, record.control) ? [] : listMoved(record, control);
  const isReopened = control.edition > record.control.edition;
  const final = isReopened ? { finalState: null, answer: null } : {};
  return { ...replacePairs(record, moved), ...final, control, summaryError: null };
}

/** Whether no trial is wanted otherwise than before: priorities and budgets move none. */
function wantsTheSame(control: Control, before: Control): boolean {
  if (control.desired !== before.desired || control.sinceEdition !== before.sinceEdition)
    return false;
  if ((control.outOfBudget === undefined) !== (before.outOfBudget === undefined)) return false;
  const named = new Set([...Object.keys(control.trials), ...Object.keys(before.trials)]);
  return [...named].every((trialId) => {
    const [a, b] = [control.trials[trialId], before.trials[trialId]];
    return (
      (a?.desired ?? 'run') === (b?.desired ?? 'run') &&
      (a?.sinceEdition ?? 1) === (b?.sinceEdition ?? 1)
    );
  });
}

type Moved = readonly [before: TrialRecord, after: TrialRecord];

/** Trials that rest, and are to rest otherwise. */
function listMoved({ trials }: StudyRecord, control: Control): Moved[] {
  const moved: Moved[] = [];
  trials.forEach((trial) => {
    const { trialId, state, error, failure, endedAt } = trial;
    if (state === 'running' || state === 'succeeded') return;
    const isRacedOut = state === 'raced-out';
    if (failure && isStanding(control, trialId, failure.edition, isRacedOut)) return;
    const next = stateAtRest(control, trialId);
    const isPlain = error === null && failure === null && endedAt === null;
    if (isPlain && state === next) return;
    moved.push([trial, { ...trial, state: next, error: null, failure: null, endedAt: null }]);
  });
  return moved;
}

/**
 * The record with every end that the store knows; what still runs stays as the events left it.
 *
 * @param stored of all trials or of some: it costs as much as those
 */
export function settleFrom(seen: StudyRecord, stored: StudyRecord): StudyRecord {
  const record = applyControl(seen, stored.control);
  const ended = [...stored.trials.values()].flatMap((known) => {
    const trial = record.trials.get(known.trialId);
    if (!trial || isFinalTrialState(trial.state) || !isFinalTrialState(known.state)) return [];
    // A running trial that was cancelled ends by itself.
    if (known.state === 'cancelled' && trial.state === 'running') return [];
    return [withEnd(trial, known)];
  });
  const isLater = record.control.edition > stored.control.edition;
  return {
    ...replaceTrials(record, ended),
    finalState: record.finalState ?? (isLater ? null : stored.finalState),
    answer: record.answer ?? (isLater ? null : stored.answer),
  };
}

/** How far a trial was when it failed, only events have told, and how long its attempts took. */
function withEnd(trial: TrialRecord, known: TrialRecord): TrialRecord {
  const { history, worker, epoch, epochs, startedAt, seenAt, perSlotHour } = trial;
  const hasResult = known.state === 'succeeded';
  const interrupted =
    trial.state === 'running' && !hasResult
      ? withInterrupted(trial, known.endedAt)
      : trial.interrupted;
  const use = { seenAt, perSlotHour, interrupted };
  if (known.epochs !== null) return { ...known, history, ...use };
  const attempt = Math.max(known.attempt, trial.attempt);
  return { ...known, history, worker, epoch, epochs, startedAt, attempt, ...use };
}

function settle(record: StudyRecord, trialId: string, change: Partial<TrialRecord>): StudyRecord {
  const trial = record.trials.get(trialId);
  return trial ? replaceTrials(record, [{ ...trial, waiting: null, ...change }]) : record;
}

/** The record with others in place of those trials of it. */
export function replaceTrials(record: StudyRecord, changed: readonly TrialRecord[]): StudyRecord {
  return replacePairs(
    record,
    changed.map((trial) => [record.trials.get(trial.trialId), trial] as const),
  );
}

function replacePairs(
  record: StudyRecord,
  pairs: readonly (readonly [before: TrialRecord | undefined, after: TrialRecord])[],
): StudyRecord {
  if (pairs.length === 0) return record;
  const trials = record.trials.withMutations((next) => {
    for (const [, trial] of pairs) next.set(trial.trialId, trial);
  });
  return { ...record, trials, tally: changeTally(record.tally, pairs) };
}

/** Trials that have no end yet. */
export function countOpen({ tally: { states } }: StudyRecord): number {
  return states.queued + states.running + states.paused;
}
