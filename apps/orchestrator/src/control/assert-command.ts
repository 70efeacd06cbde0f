import {
  AppError,
  isFinalTrialState,
  nearestWord,
  desiredStateFor,
  type OutOfBudget,
  type TrialState,
} from '@crossfold/contracts';
import {
  countOpen,
  findTrial,
  isFinalRecord,
  type StudyRecord,
  type TrialRecord,
} from '@crossfold/study';
import type { Command } from './apply-command.js';

/**
 * Whether a command makes sense now.
 *
 * @returns false where what is asked for is so already
 * @throws AppError CONFLICT, or NOT_FOUND where there is no such trial
 */
export function assertCommand(record: StudyRecord, asked: Command): boolean {
  if (asked.trialIds) return assertSome(record, asked);
  if (asked.trialId === null) return assertForStudy(record, asked);
  return assertForTrial(record, findTrial(record, asked.trialId), asked);
}

function assertForStudy(record: StudyRecord, asked: Command): boolean {
  const { command } = asked;
  const { study, tally, control } = record;
  const isOver = countOpen(record) === 0;
  const isCancelled = control.desired === 'cancel';
  switch (command) {
    case 'cancel':
      if (isCancelled) return false;
      return !isFinalRecord(record) || refuse(study.studyId, 'a study that runs', 'it has ended');
    case 'retry':
      if (control.outOfBudget) return refuseSpent(study.studyId, control.outOfBudget);
      if (fitting.retry.some((state) => tally.states[state] > 0)) return true;
      return refuse(study.studyId, 'a failed, skipped or cancelled trial', 'none');
    case 'revive':
      if (asked.arm !== undefined) assertArm(record, asked.arm);
      if (isCancelled) return refuse(study.studyId, 'a study that goes on', 'it is cancelled');
      if (listRacedOut(record, asked).length > 0) return true;
      return refuse(asked.arm ?? study.studyId, 'a trial that was raced out', 'none');
    case 'budget':
      if (control.outOfBudget) return true;
      return !isOver || refuse(study.studyId, 'trials to be trained', 'they have all ended');
    case 'pause':
    case 'resume':
    case 'prioritise':
      if (isCancelled) return refuse(study.studyId, 'a study that goes on', 'it is cancelled');
      return !isOver || refuse(study.studyId, 'trials to be trained', 'they have all ended');
  }
}

/** The trials that are named are all of the study, and one of them at least can be tried again. */
function assertSome(record: StudyRecord, asked: Command): boolean {
  const { study, control } = record;
  const named = (asked.trialIds ?? []).map((trialId) => findTrial(record, trialId));
  const other = named.find(({ trialId }) => asked.trialId !== null && trialId !== asked.trialId);
  if (other) return refuse(asked.trialId ?? '', 'no other trial', other.trialId);
  if (control.outOfBudget) return refuseSpent(study.studyId, control.outOfBudget);
  if (control.desired === 'cancel') return refuseOfStudy(study.studyId, asked.command, 'cancelled');
  if (listRetried(record, asked).length > 0) return true;
  return refuse(study.studyId, 'a trial that failed, was skipped or cancelled', 'none');
}

/** Which of the trials that are named `retry` asks for again: what else was tried again since stays. */
export function listRetried(
  record: StudyRecord,
  { trialIds = [] }: Pick<Command, 'trialIds'>,
): string[] {
  return [...new Set(trialIds)].filter((trialId) => {
    const { state } = findTrial(record, trialId);
    return (fitting.retry as readonly TrialState[]).includes(state);
  });
}

/** What `revive` asks for again. */
export function listRacedOut(
  { trials }: StudyRecord,
  { trialId, arm }: Pick<Command, 'trialId' | 'arm'>,
): string[] {
  return [...trials.values()]
    .filter(({ state }) => state === 'raced-out')
    .filter((trial) => trialId === null || trial.trialId === trialId)
    .filter(({ variant }) => arm === undefined || variant === arm)
    .map((trial) => trial.trialId);
}

function assertArm({ study }: StudyRecord, arm: string): void {
  const names = study.variants.filter(({ role }) => role === 'arm').map(({ name }) => name);
  if (names.includes(arm)) return;
  const nearest = nearestWord(arm, names);
  throw new AppError(
    'NOT_FOUND',
    `expected an arm of ${study.studyId} for arm, got "${arm}"` +
      (nearest ? `; did you mean "${nearest}"?` : ''),
  );
}

/** States that a trial has to be in. */
const fitting = {
  cancel: ['queued', 'running', 'paused'],
  pause: ['queued', 'running'],
  resume: ['paused', 'running'],
  retry: ['failed', 'skipped', 'cancelled'],
  revive: ['raced-out'],
  prioritise: ['queued', 'running', 'paused'],
  budget: [],
} as const satisfies Record<Command['command'], readonly TrialState[]>;

function assertForTrial({ study, control }: StudyRecord, trial: TrialRecord, asked: Command) {
  const { trialId, state } = trial;
  const { command } = asked;
  const desired = desiredStateFor(control, trialId);
  if (command === 'cancel' && desired === 'cancel' && state !== 'succeeded') return false;
  if (command === 'pause' && desired === 'pause') return false;
  if (command === 'resume' && desired === 'run' && !isFinalTrialState(state)) return false;
  if (asked.arm !== undefined && asked.arm !== trial.variant) {
    return refuse(trialId, `a trial of ${asked.arm}`, `one of ${trial.variant}`);
  }
  const expected = `a trial that is ${fitting[command].join(' or ')}`;
  if (!(fitting[command] as readonly TrialState[]).includes(state)) {
    return refuse(trialId, expected, `it is ${state}`);
  }
  const isOfStudy = { resume: 'pause', retry: 'cancel' } as const;
  if (!(command in isOfStudy)) return true;
  const taken = isOfStudy[command as keyof typeof isOfStudy];
  if (control.desired !== taken) return true;
  return refuseOfStudy(study.studyId, command, state, trialId);
}

/** What was asked of the whole study is not taken back of some of its trials. */
function refuseOfStudy(
  studyId: string,
  command: Command['command'],
  state: string,
  what = 'these trials',
): never {
  throw new AppError('CONFLICT', `expected ${what} alone to be ${state}, got the whole study`, {
    remedy: `Use crossfold study ${command} ${studyId}.`,
  });
}

function refuseSpent(studyId: string, { message }: OutOfBudget): never {
  const got = `expected a budget with something left for ${studyId}, got: ${message}`;
  const remedy = `Give it another one: crossfold study budget ${studyId} --max-hours HOURS.`;
  throw new AppError('CONFLICT', got, { remedy });
}

function refuse(what: string, expected: string, got: string): never {
  throw new AppError('CONFLICT', `expected ${expected} for ${what}, got: ${got}`);
}
