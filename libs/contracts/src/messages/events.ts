import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { idSchema } from '../identifiers.js';
import { withTexts } from '../redact.js';
import { answerSchema } from '../results/answer.js';
import { scoresSchema } from '../results/metrics.js';
import { controlCommands, controlSchema } from '../study/control.js';
import { finalStudyStates } from '../study/states.js';
import { epochRecordSchema } from '../trial/trial.js';
import { workerNameSchema } from './queue-views.js';

const at = z.iso.datetime();
const studyId = idSchema;
const trialId = idSchema;
/** More than there is of anything. */
const most = 1_000_000_000;
const count = z.int().min(0).max(most);
const epochs = z.int().min(1).max(most);
const amount = z.number().min(-most).max(most);
const longestText = 10_000;
const text = z.string().max(longestText);
/** Of the study's control; left out: 1. */
const edition = z.int().min(1).max(most).optional();

/**
 * What happens while a study runs, in the order of happening. Pages and the CLI follow these. Whoever may
 * write to Redis may send them: each part has a bound, and an event that goes beyond it is passed over.
 */
export const studyEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('study.submitted'), at, studyId, trials: count }),
  z.strictObject({
    type: z.literal('trial.started'),
    at,
    studyId,
    trialId,
    attempt: count,
    worker: workerNameSchema,
    device: z.string().max(1000),
    /** The last epoch of the checkpoint that the trial goes on from, or null. */
    resumedAfterEpoch: count.nullable(),
    epochs,
  }),
  z.strictObject({
    type: z.literal('trial.progress'),
    at,
    studyId,
    trialId,
    phase: z.enum(['preparing', 'training', 'validating', 'predicting']),
    epoch: count,
    /** Steps done of the epoch, and their number; 0 of 0 outside training. */
    step: count,
    steps: count,
    imagesPerSecond: amount.nullable(),
  }),
  z.strictObject({
    type: z.literal('trial.epoch'),
    at,
    studyId,
    trialId,
    record: epochRecordSchema.extend({ epoch: epochs, stage: z.string().max(200) }),
  }),
  /** A checkpoint could not be read; the trial goes on from the one before, or from the beginning. */
  z.strictObject({
    type: z.literal('trial.checkpointDamaged'),
    at,
    studyId,
    trialId,
    key: z.string().max(1024),
    message: text,
  }),
  /** A trial that ran has stopped, and keeps its checkpoint until it is wanted again. */
  z.strictObject({ type: z.literal('trial.paused'), at, studyId, trialId }),
  z.strictObject({ type: z.literal('trial.requeued'), at, studyId, trialId, reason: text }),
  z.strictObject({
    type: z.literal('trial.succeeded'),
    at,
    studyId,
    trialId,
    scores: scoresSchema,
    seconds: amount,
    /** The study whose result it is, where nothing was trained. */
    takenFrom: idSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('trial.failed'),
    at,
    studyId,
    trialId,
    code: z.enum(errorCodes),
    message: text,
    /** What to do about it, where more is known than the code tells. */
    remedy: text.optional(),
    edition,
  }),
  /** A trial will not be begun, because others of its variant failed. */
  z.strictObject({
    type: z.literal('trial.skipped'),
    at,
    studyId,
    trialId,
    reason: text,
    /** What to do about it. */
    remedy: text,
    edition,
  }),
  /** A trial will not be begun, because its variant can no longer be among the best, or was stopped. */
  z.strictObject({
    type: z.literal('trial.racedOut'),
    at,
    studyId,
    trialId,
    reason: text,
    /** What to do about it. */
    remedy: text,
    edition,
  }),
  /** The process of a cancelled trial is dead. */
  z.strictObject({ type: z.literal('trial.cancelled'), at, studyId, trialId }),
  z.strictObject({
    type: z.literal('ensemble.progress'),
    at,
    studyId,
    member: count,
    members: count,
  }),
  /** The ensemble has its result, or has failed for good: the study may be summarised. */
  z.strictObject({ type: z.literal('ensemble.ended'), at, studyId }),
  /** Something is wanted of the study, or of one trial of it. */
  z.strictObject({
    type: z.literal('study.controlled'),
    at,
    studyId,
    command: z.enum(controlCommands),
    onlyTrial: trialId.nullable(),
    control: controlSchema,
  }),
  /** The report of a study could not be written; it is tried again until it can. */
  z.strictObject({
    type: z.literal('study.summaryFailed'),
    at,
    studyId,
    code: z.enum(errorCodes),
    message: text,
  }),
  z.strictObject({
    type: z.literal('study.finished'),
    at,
    studyId,
    state: z.enum(finalStudyStates),
    edition,
    answer: answerSchema.optional(),
  }),
]);
export type StudyEvent = z.infer<typeof studyEventSchema>;

/** An event whose messages are cut where they are longer than one may be. */
export function shortenEvent<E>(event: E): E {
  return withTexts(event, (long) =>
    long.length > longestText ? `${long.slice(0, longestText - 1)}…` : long,
  ) as E;
}
