import { byteObjects, records } from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import type { Check } from './verify-check.js';

/** @returns those that have no end yet */
export async function expectCrossEvaluations(
  studyId: string,
  store: ObjectStore,
  check: Check,
): Promise<string[]> {
  const ids = new Set<string>();
  for await (const { key } of store.list(records.crossEvaluation.prefix({ studyId }))) {
    for (const kind of crossEvaluationObjects) {
      const at = kind.parseKey(key);
      if (at) ids.add(at.crossEvaluationId);
    }
  }
  const unfinished: string[] = [];
  for (const crossEvaluationId of ids) {
    const at = { studyId, crossEvaluationId };
    const isOpen = await check.has(records.openCrossEvaluation.key(at));
    await check.recordIfThere(records.crossEvaluationFailure, at);
    if (await check.has(records.crossEvaluation.key(at))) {
      const evaluation = await check.record(records.crossEvaluation, at);
      if (evaluation) check.expect(evaluation.predictions.key, evaluation.predictions.sha256);
    } else if (isOpen) unfinished.push(`cross-evaluation ${crossEvaluationId}`);
    // Its predictions are there, and nobody is about to write what they came to.
    else if (!(await check.has(records.crossEvaluationFailure.key(at)))) {
      check.expect(records.crossEvaluation.key(at));
    }
  }
  return unfinished;
}

/** @returns those that have no end yet */
export async function expectExplanations(
  studyId: string,
  store: ObjectStore,
  check: Check,
): Promise<string[]> {
  const numbers = new Set<number>();
  for await (const { key } of store.list(records.explanation.prefix({ studyId }))) {
    for (const kind of explanationObjects) {
      const at = kind.parseKey(key);
      if (at) numbers.add(at.number);
    }
  }
  const unfinished: string[] = [];
  for (const number of numbers) {
    const at = { studyId, number };
    await check.record(records.explanationOrder, at);
    await check.recordIfThere(records.explanationFailure, at);
    if (await check.has(records.explanation.key(at))) {
      const explanation = await check.record(records.explanation, at);
      for (const picture of explanation?.pictures ?? []) check.expect(picture.key, picture.sha256);
    } else if (!(await check.has(records.explanationFailure.key(at)))) {
      unfinished.push(`explanation ${number}`);
    }
  }
  return unfinished;
}

/** Each of them shows that there is such a cross-evaluation. */
const crossEvaluationObjects = [
  records.crossEvaluationPredictions,
  records.crossEvaluation,
  records.crossEvaluationFailure,
];

/** Each of them shows that there is such an explanation. */
const explanationObjects = [
  records.explanationOrder,
  byteObjects.explanationPicture,
  records.explanation,
  records.explanationFailure,
];
