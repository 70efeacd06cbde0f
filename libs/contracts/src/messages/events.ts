import { z } from 'zod';
import { errorCodes } from '../errors.js';
import { answerSchema } from '../results/answer.js';
import { scoresSchema } from '../results/metrics.js';
import { controlCommands, controlSchema } from '../study/control.js';
import { finalStudyStates } from '../study/states.js';
import { epochRecordSchema } from '../trial/trial.js';

const at = z.iso.datetime();
const studyId = z.string();
const trialId = z.string();
/** Of the study's control; left out: 1. */
const edition = z.int().positive().optional();

/** What happens while a study runs, in the order of happening. Pages and the CLI follow these. */
export const studyEventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('study.submitted'), at, studyId, trials: z.int() }),
  z.strictObject({
    type: z.literal('trial.started'),
    at,
    studyId,
    trialId,
    attempt: z.int(),
    worker: z.string(),
    device: z.string(),
    /** The last epoch of the checkpoint that the trial goes on from, or null. */
    resumedAfterEpoch: z.int().nullable(),
    epochs: z.int(),
  }),
  z.strictObject({
    type: z.literal('trial.progress'),
    at,
    studyId,
    trialId,
    phase: z.enum(['preparing', 'training', 'validating', 'predicting']),
    epoch: z.int(),
    /** Steps done of the epoch, and their number; 0 of 0 outside training. */
    step: z.int(),
    steps: z.int(),
    imagesPerSecond: z.number().nullable(),
  }),
  z.strictObject({
    type: z.literal('trial.epoch'),
    at,
    studyId,
    trialId,
    record: epochRecordSchema,
  }),
  /** A checkpoint could not be read; the trial goes on from the one before, or from the beginning. */
  z.strictObject({
    type: z.literal('trial.checkpointDamaged'),
    at,
    studyId,
    trialId,
    key: z.string(),
    message: z.string(),
  }),
  /** A trial that ran has stopped, and keeps its checkpoint until it is wanted again. */
  z.strictObject({ type: z.literal('trial.paused'), at, studyId, trialId }),
  z.strictObject({ type: z.literal('trial.requeued'), at, studyId, trialId, reason: z.string() }),
  z.strictObject({
    type: z.literal('trial.succeeded'),
    at,
    studyId,
    trialId,
    scores: scoresSchema,
    seconds: z.number(),
    /** The study whose result it is, where nothing was trained. */
    takenFrom: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('trial.failed'),
    at,
    studyId,
    trialId,
    code: z.enum(errorCodes),
    message: z.string(),
    /** What to do about it, where more is known than the code tells. */
    remedy: z.string().optional(),
    edition,
  }),
  /** A trial will not be begun, because others of its variant failed. */
  z.strictObject({
    type: z.literal('trial.skipped'),
    at,
    studyId,
    trialId,
    reason: z.string(),
    /** What to do about it. */
    remedy: z.string(),
    edition,
  }),
  /** A trial will not be begun, because its variant can no longer be among the best, or was stopped. */
  z.strictObject({
    type: z.literal('trial.racedOut'),
    at,
    studyId,
    trialId,
    reason: z.string(),
    /** What to do about it. */
    remedy: z.string(),
    edition,
  }),
  /** The process of a cancelled trial is dead. */
  z.strictObject({ type: z.literal('trial.cancelled'), at, studyId, trialId }),
  z.strictObject({
    type: z.literal('ensemble.progress'),
    at,
    studyId,
    member: z.int(),
    members: z.int(),
  }),
  /** The ensemble has its result, or has failed for good: the study may be summarised. */
  z.strictObject({ type: z.literal('ensemble.ended'), at, studyId }),
  /** Something is wanted of the study, or of one trial of it. */
  z.strictObject({
    type: z.literal('study.controlled'),
    at,
    studyId,
    command: z.enum(controlCommands),
    onlyTrial: z.string().nullable(),
    control: controlSchema,
  }),
  /** The report of a study could not be written; it is tried again until it can. */
  z.strictObject({
    type: z.literal('study.summaryFailed'),
    at,
    studyId,
    code: z.enum(errorCodes),
    message: z.string(),
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
