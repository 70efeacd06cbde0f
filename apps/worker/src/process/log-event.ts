import type { StudyEvent } from '@crossfold/contracts';
import { log } from './log.js';

/** Each kind of event without its time, which the publisher adds. */
export type Undated<E = StudyEvent> = E extends StudyEvent ? Omit<E, 'at'> : never;

type Told = 'info' | 'warn' | 'error';
type Of<T extends StudyEvent['type']> = Extract<Undated, { type: T }>;

/** How an event is told in the log of a worker; null for those that are many. */
const told = {
  'study.submitted': null,
  'study.controlled': null,
  'study.summaryFailed': null,
  'study.finished': null,
  'trial.progress': null,
  'trial.epoch': null,
  'ensemble.progress': null,
  'trial.checkpointDamaged': null,
  'trial.started': ['info', ({ attempt, device }) => `attempt ${attempt} runs on ${device}`],
  'trial.paused': ['info', () => 'paused: it keeps its checkpoint'],
  'trial.requeued': ['info', ({ reason }) => `waits again: ${reason}`],
  'trial.succeeded': ['info', ({ seconds }) => `succeeded in ${seconds.toFixed(0)} s`],
  'trial.failed': ['error', ({ code, message }) => `failed: ${code}: ${message}`],
  'trial.skipped': ['warn', ({ reason }) => `skipped: ${reason}`],
  'trial.racedOut': ['info', ({ reason }) => `raced out: ${reason}`],
  'trial.cancelled': ['info', () => 'cancelled'],
  'ensemble.ended': ['info', () => 'the ensemble has its end'],
} as const satisfies {
  readonly [T in StudyEvent['type']]: readonly [Told, (event: Of<T>) => string] | null;
};

export function logEvent(event: Undated): void {
  const how = told[event.type] as readonly [Told, (event: Undated) => string] | null;
  if (how === null) return;
  const [level, describe] = how;
  const { studyId } = event;
  const trial = 'trialId' in event ? { trialId: event.trialId } : {};
  const attempt = 'attempt' in event ? { attempt: event.attempt } : {};
  const code = 'code' in event ? { code: event.code } : {};
  log[level]({ studyId, ...trial, ...attempt, ...code }, describe(event));
}
