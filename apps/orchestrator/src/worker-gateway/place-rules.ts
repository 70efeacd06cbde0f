import { AppError, records } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import type { AttemptClaims, NamedAttempt } from './attempt-claims.js';
import { refuse } from './refusal.js';
import type { WorkerIdentity } from './worker-tokens.js';

/** What rules are decided by. */
export interface RuleContext {
  readonly worker: WorkerIdentity;
  readonly store: ObjectStore;
  readonly index: Pick<StudyIndex, 'find'>;
  readonly claims: AttemptClaims;
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

export function ofKnownStudy({ studyId }: OfStudy, { index }: RuleContext): Promise<void> {
  if (!index.find(studyId)) refuse('a known study', studyId);
  return Promise.resolve();
}

export async function ofOpenEnsemble(at: OfStudy, context: RuleContext): Promise<void> {
  await ofKnownStudy(at, context);
  await assertNothing(context.store, records.ensemble.key(at), 'an ensemble without a result');
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
