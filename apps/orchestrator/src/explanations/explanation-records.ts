import {
  explanationFailureSchema,
  explanationOrderSchema,
  explanationSchema,
  objectPaths,
  type Explanation,
  type ExplanationFailure,
  type ExplanationOrder,
} from '@crossfold/contracts';
import { readJson, type ObjectStore } from '@crossfold/storage';

/** What the store has of an explanation: its order, and how it ended. */
export interface ExplanationRecord {
  readonly order: ExplanationOrder;
  readonly explanation: Explanation | null;
  readonly failure: ExplanationFailure | null;
}

/** All explanations of a study, in the order of their numbers. */
export async function listExplanations(
  store: ObjectStore,
  studyId: string,
): Promise<ExplanationRecord[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(objectPaths.explanations(studyId))) keys.push(key);
  const records: ExplanationRecord[] = [];
  for (const key of keys.filter((candidate) => candidate.endsWith('/order.json'))) {
    const order = await readJson(store, key, explanationOrderSchema);
    records.push(await readEnd(store, order, (candidate) => keys.includes(candidate)));
  }
  return records;
}

async function readEnd(
  store: ObjectStore,
  order: ExplanationOrder,
  has: (key: string) => boolean,
): Promise<ExplanationRecord> {
  const { studyId, number } = order;
  const key = objectPaths.explanation(studyId, number);
  const explanation = has(key) ? await readJson(store, key, explanationSchema) : null;
  const failureKey = objectPaths.explanationFailure(studyId, number);
  const failure =
    !explanation && has(failureKey)
      ? await readJson(store, failureKey, explanationFailureSchema)
      : null;
  return { order, explanation, failure };
}

export function isOpen({ explanation, failure }: ExplanationRecord): boolean {
  return explanation === null && failure === null;
}
