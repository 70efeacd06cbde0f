import { AppError, isFinalTrialState, records, type Study } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { countOpen, type StudyIndex, type StudyRecord } from '@crossfold/study';
import type { AttemptClaims, NamedAttempt } from './attempt-claims.js';
import { refuse } from './refusal.js';
import type { SealedOpenings } from './sealed-openings.js';
import type { WorkerIdentity } from './worker-tokens.js';

/** What rules are decided by. */
export interface RuleContext {
  readonly worker: WorkerIdentity;
  readonly store: ObjectStore;
  readonly index: Pick<StudyIndex, 'find' | 'refresh'>;
  readonly claims: AttemptClaims;
  readonly openings: SealedOpenings;
}

/**
 * Whether a worker may write or remove the object of a key at all, by what the store says; throws
 * an AppError where not.
 */
export type PlaceRule = (at: never, context: RuleContext) => Promise<void>;

interface OfStudy {
  readonly studyId: string;
}
type OfTrial = OfStudy & { readonly trialId: string };
type OfOpening = OfStudy & { readonly partSha256: string; readonly number: number };
type OfCrossEvaluation = OfStudy & { readonly crossEvaluationId: string };
interface OfPrediction {
  readonly predictionId: string;
}
type OfExplanation = OfStudy & { readonly number: number };

export async function ofKnownTrial(at: OfTrial, { index, store }: RuleContext): Promise<void> {
  const { studyId, trialId } = at;
  if (!index.find(studyId)?.trials.has(trialId)) refuse('a known trial', `${studyId}/${trialId}`);
  await assertNothing(store, records.receipt.key(at), 'a trial without a result');
}

export function ofOwnAttempt(at: NamedAttempt, { worker, claims }: RuleContext): Promise<void> {
  return claims.assertOwn(worker, at);
}

export async function ofNewestAttempt(at: OfTrial, { worker, claims }: RuleContext): Promise<void> {
  await claims.assertNewestOwn(worker, at);
}

/** Checkpoints of a trial go when it has its result; before, whoever goes on with it clears up. */
export async function ofTidyTrial(at: NamedAttempt, context: RuleContext): Promise<void> {
  if (await context.store.head(records.receipt.key(at))) return;
  const own = await context.claims.assertNewestOwn(context.worker, at);
  if (at.attempt > own) refuse('an attempt that is over', String(at.attempt));
}

/** The sealed part is read when its study asks for that and has trained all that it will. */
export async function ofDueOpening(at: OfOpening, context: RuleContext): Promise<void> {
  const { store, openings } = context;
  const { studyId, partSha256, number } = at;
  const study = studyWithEnsemble(at, context);
  await assertNothing(store, records.ensemble.key({ studyId }), 'an ensemble without a result');
  const { control, finalState } = await assertTrialsEnded(studyId, context);
  if (control.desired === 'cancel' || control.outOfBudget || finalState) {
    refuse('a study that waits for its ensemble', `${studyId}, which does not`);
  }
  const part = await openings.partOf(study);
  if (part.partSha256 !== partSha256) refuse(`part ${part.partSha256}`, partSha256);
  const next = (await openings.newestNumber(study)) + 1;
  if (number > next) refuse(`opening ${next}`, `opening ${number}`);
}

/** What comes of an opening is of the worker that wrote it, as long as it is the newest. */
export async function ofOwnOpening(at: OfStudy, context: RuleContext): Promise<void> {
  const { worker, openings } = context;
  await openings.assertNewestOwn(worker, studyWithEnsemble(at, context));
}

export async function ofOpenEnsemble(at: OfStudy, context: RuleContext): Promise<void> {
  studyWithEnsemble(at, context);
  await assertNothing(context.store, records.ensemble.key(at), 'an ensemble without a result');
}

export async function ofOwnOpenEnsemble(at: OfStudy, context: RuleContext): Promise<void> {
  await ofOpenEnsemble(at, context);
  await ofOwnOpening(at, context);
}

export async function ofOwnMember(at: OfTrial, context: RuleContext): Promise<void> {
  await ofOpenEnsemble(at, context);
  const study = studyWithEnsemble(at, context);
  const { members } = await context.openings.assertNewestOwn(context.worker, study);
  if (!members.includes(at.trialId)) refuse('a member of the ensemble', at.trialId);
}

function studyWithEnsemble({ studyId }: OfStudy, { index }: RuleContext): Study {
  const study = index.find(studyId)?.study;
  if (!study) return refuse('a known study', studyId);
  return study.ensemble ? study : refuse('a study with an ensemble', studyId);
}

/** Of more trials than these the study's folder is listed rather than each asked for. */
const askedForAtMost = 200;

/**
 * Events of the last ends may be on their way: before a worker is refused, the store is asked.
 *
 * @throws AppError FORBIDDEN where a trial has no end
 */
export async function assertTrialsEnded(
  studyId: string,
  { index, store }: Pick<RuleContext, 'index' | 'store'>,
): Promise<StudyRecord> {
  const known = index.find(studyId) ?? refuse('a known study', studyId);
  if (countOpen(known) === 0 && !known.finalState) return known;
  const open = [...known.trials.values()].filter(({ state }) => !isFinalTrialState(state));
  const asked = open.length > askedForAtMost ? undefined : open.map(({ trialId }) => trialId);
  const record = await index.refresh(store, studyId, asked);
  const left = countOpen(record);
  return left === 0
    ? record
    : refuse('a study whose trials have all ended', `${left} that have not`);
}

export function ofOpenCrossEvaluation(
  at: OfCrossEvaluation,
  { store }: RuleContext,
): Promise<void> {
  return assertThere(store, records.openCrossEvaluation.key(at), 'a cross-evaluation that is open');
}

export async function afterAnswer(at: OfCrossEvaluation, { store }: RuleContext): Promise<void> {
  if (await store.head(records.crossEvaluation.key(at))) return;
  const failure = records.crossEvaluationFailure.key(at);
  await assertThere(store, failure, 'a cross-evaluation with its end');
}

export function ofAskedExplanation(at: OfExplanation, { store }: RuleContext): Promise<void> {
  const order = records.explanationOrder.key(at);
  return assertThere(store, order, 'an explanation that was asked for');
}

export async function ofOpenExplanation(at: OfExplanation, context: RuleContext): Promise<void> {
  await ofAskedExplanation(at, context);
  const result = records.explanation.key(at);
  await assertNothing(context.store, result, 'an explanation without a result');
}

export function ofAskedPrediction(at: OfPrediction, { store }: RuleContext): Promise<void> {
  return assertThere(store, records.predictionOrder.key(at), 'a prediction that was asked for');
}

export async function ofOpenPrediction(at: OfPrediction, context: RuleContext): Promise<void> {
  await ofAskedPrediction(at, context);
  const result = records.predictionResult.key(at);
  await assertNothing(context.store, result, 'a prediction without a result');
}

async function assertThere(store: ObjectStore, key: string, expected: string): Promise<void> {
  if (!(await store.head(key))) refuse(expected, `nothing at ${key}`);
}

async function assertNothing(store: ObjectStore, key: string, expected: string): Promise<void> {
  // No error of a condition: whoever looks for the first number that is free would never find one.
  if (await store.head(key)) {
    throw new AppError('SUPERSEDED', `expected ${expected}, got one at ${key}`);
  }
}
