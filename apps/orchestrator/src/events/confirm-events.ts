import {
  AppError,
  isStanding,
  shortenEvent,
  type StudyEvent,
  type TrialState,
} from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { StudyRecord, TrialRecord, StudyIndex } from '@crossfold/study';
import { log } from '../process/log.js';
import type { LoggedEvent } from './event-log.js';

/** Looks at the store that fail for now, and the pause between them. */
const looks = 30;
const pauseMs = 1000;

/**
 * Lets events into the index. The store is the record: of an end, of a report and of what is wanted
 * it is asked before they are believed, so that an event that somebody else wrote changes nothing.
 *
 * @returns the events that hold, with what the store says in place of what they say
 */
export async function confirmEvents(
  store: ObjectStore,
  index: StudyIndex,
  page: readonly LoggedEvent[],
): Promise<LoggedEvent[]> {
  for (const [studyId, trialIds] of findDoubts(index, page)) {
    await lookUp(() => index.refresh(store, studyId, [...trialIds]), studyId);
  }
  return page.flatMap((logged) => {
    const { id, event } = logged;
    const known = index.find(event.studyId);
    if (!isLasting(event) || (known && isTakenBack(known, event))) index.apply(logged);
    const record = index.find(event.studyId);
    const told = record ? retell(record, event) : event;
    return told ? [{ id, event: told }] : [];
  });
}

/** Of each study, the trials whose ends are told and not known; none where it is another thing. */
function findDoubts(
  index: StudyIndex,
  page: readonly LoggedEvent[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const doubts = new Map<string, Set<string>>();
  for (const { event } of page) {
    const record = index.find(event.studyId);
    if (!record || !isLasting(event) || isKnown(record, event)) continue;
    const ofStudy = doubts.get(event.studyId) ?? new Set();
    if ('trialId' in event && record.trials.has(event.trialId)) ofStudy.add(event.trialId);
    doubts.set(event.studyId, ofStudy);
  }
  return doubts;
}

type Lasting = Extract<
  StudyEvent,
  { type: keyof typeof endStates | 'study.finished' | 'study.controlled' }
>;

const endStates = {
  'trial.succeeded': 'succeeded',
  'trial.failed': 'failed',
  'trial.skipped': 'skipped',
  'trial.racedOut': 'raced-out',
} as const satisfies Partial<Record<StudyEvent['type'], TrialState>>;

function isLasting(event: StudyEvent): event is Lasting {
  const { type } = event;
  return type in endStates || type === 'study.finished' || type === 'study.controlled';
}

function isKnown(record: StudyRecord, event: Lasting): boolean {
  const { control, finalState, trials } = record;
  switch (event.type) {
    case 'study.controlled':
      return event.control.revision <= control.revision;
    case 'study.finished':
      return finalState !== null && (event.edition ?? 1) <= control.edition;
    case 'trial.succeeded':
      return trials.get(event.trialId)?.state === 'succeeded';
    case 'trial.failed':
    case 'trial.skipped':
    case 'trial.racedOut': {
      const { edition = 1, trialId } = event;
      const failure = trials.get(trialId)?.failure;
      return failure !== undefined && failure !== null && failure.edition >= edition;
    }
  }
}

/** A failure of before the trial was tried again ends nothing: the trial waits. */
function isTakenBack({ control }: StudyRecord, event: Lasting): boolean {
  switch (event.type) {
    case 'trial.failed':
    case 'trial.skipped':
      return !isStanding(control, event.trialId, event.edition ?? 1);
    case 'trial.racedOut':
      return !isStanding(control, event.trialId, event.edition ?? 1, true);
    default:
      return false;
  }
}

/**
 * What an event tells, as the record has it.
 *
 * @returns null where it does not hold, or not any more
 */
export function retell(record: StudyRecord, event: StudyEvent): StudyEvent | null {
  switch (event.type) {
    case 'study.controlled':
      return event.control.revision <= record.control.revision
        ? { ...event, control: record.control }
        : null;
    case 'study.finished': {
      const { finalState: state, answer, control } = record;
      if (state === null) return null;
      const { at, studyId } = event;
      const { edition } = control;
      return { type: event.type, at, studyId, state, edition, ...(answer && { answer }) };
    }
    case 'study.summaryFailed':
      return record.summaryError === null ? null : event;
    case 'trial.succeeded':
    case 'trial.failed':
    case 'trial.skipped':
    case 'trial.racedOut': {
      const trial = record.trials.get(event.trialId);
      const isOfEnd = trial?.state === endStates[event.type];
      return isOfEnd ? shortenEvent(retellEnd(trial, event)) : null;
    }
    default:
      return event;
  }
}

type EndEvent = Extract<StudyEvent, { type: keyof typeof endStates }>;

function retellEnd(
  { scores, seconds, takenFrom, error, failure }: TrialRecord,
  event: EndEvent,
): StudyEvent | null {
  const { at, studyId, trialId } = event;
  if (event.type === 'trial.succeeded') {
    if (!scores || seconds === null) return null;
    const taken = takenFrom === null ? {} : { takenFrom };
    return { type: event.type, at, studyId, trialId, scores, seconds, ...taken };
  }
  if (!error || !failure) return null;
  const { message, remedy } = error;
  const { edition } = failure;
  if (event.type === 'trial.skipped' || event.type === 'trial.racedOut') {
    return { type: event.type, at, studyId, trialId, reason: message, remedy, edition };
  }
  const { code } = error as { code: typeof event.code };
  return { type: event.type, at, studyId, trialId, code, message, remedy, edition };
}

/** What cannot be read for good, or for long, is not believed; the reconciler looks again. */
async function lookUp(look: () => Promise<unknown>, studyId: string): Promise<void> {
  for (let n = 1; ; n += 1) {
    try {
      await look();
      return;
    } catch (error) {
      const isAway = error instanceof AppError && error.kind.retryable;
      if (!isAway || n >= looks) {
        const reason = error instanceof Error ? error.message : String(error);
        log.warn({ studyId }, `events of ${studyId}: ${reason.slice(0, 1000)}`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
