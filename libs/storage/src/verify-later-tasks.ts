import {
  crossEvaluationFailureSchema,
  crossEvaluationSchema,
  explanationFailureSchema,
  explanationOrderSchema,
  explanationSchema,
  objectPaths,
} from '@crossfold/contracts';
import type { ObjectStore } from './object-store.js';
import type { Check } from './verify-check.js';

/** @returns those that have no end yet */
export async function expectCrossEvaluations(
  studyId: string,
  store: ObjectStore,
  check: Check,
): Promise<string[]> {
  const unfinished: string[] = [];
  for (const id of await foldersBelow(store, objectPaths.crossEvaluations(studyId))) {
    const [resultKey, failureKey] = [
      objectPaths.crossEvaluation(studyId, id),
      objectPaths.crossEvaluationFailure(studyId, id),
    ];
    const isOpen = await check.has(objectPaths.openCrossEvaluation(studyId, id));
    await check.recordIfThere(failureKey, crossEvaluationFailureSchema);
    if (await check.has(resultKey)) {
      const evaluation = await check.record(resultKey, crossEvaluationSchema);
      if (evaluation) check.expect(evaluation.predictions.key, evaluation.predictions.sha256);
    } else if (isOpen) unfinished.push(`cross-evaluation ${id}`);
    // Its predictions are there, and nobody is about to write what they came to.
    else if (!(await check.has(failureKey))) check.expect(resultKey);
  }
  return unfinished;
}

/** @returns those that have no end yet */
export async function expectExplanations(
  studyId: string,
  store: ObjectStore,
  check: Check,
): Promise<string[]> {
  const unfinished: string[] = [];
  for (const number of await foldersBelow(store, objectPaths.explanations(studyId))) {
    const explanationKey = objectPaths.explanation(studyId, Number(number));
    const failureKey = objectPaths.explanationFailure(studyId, Number(number));
    await check.record(
      objectPaths.explanationOrder(studyId, Number(number)),
      explanationOrderSchema,
    );
    await check.recordIfThere(failureKey, explanationFailureSchema);
    if (await check.has(explanationKey)) {
      const explanation = await check.record(explanationKey, explanationSchema);
      for (const picture of explanation?.pictures ?? []) check.expect(picture.key, picture.sha256);
    } else if (!(await check.has(failureKey))) unfinished.push(`explanation ${Number(number)}`);
  }
  return unfinished;
}

/** Names of the folders right below a prefix that ends with a slash. */
async function foldersBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const { key } of store.list(prefix)) {
    names.add(key.slice(prefix.length).split('/')[0] as string);
  }
  return [...names];
}
