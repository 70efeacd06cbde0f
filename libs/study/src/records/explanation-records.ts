import {
  explanationFailureSchema,
  explanationOrderSchema,
  explanationSchema,
  objectPaths,
  type Explanation,
  type ExplanationFailure,
  type ExplanationOrder,
} from '@crossfold/contracts';
import { isDamage, readBoundedJson, readUnlessDamaged, type ObjectStore } from '@crossfold/storage';

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
    // One that is damaged must not keep the others from being seen; verifying tells of it.
    const order = await readUnlessDamaged(store, key, explanationOrderSchema);
    if (!order || key !== objectPaths.explanationOrder(studyId, order.number)) continue;
    records.push(await readEnd(store, order, (candidate) => keys.includes(candidate)));
  }
  return records;
}

/** An end that cannot be read is one: made again, it would not take the place of what is there. */
async function readEnd(
  store: ObjectStore,
  order: ExplanationOrder,
  has: (key: string) => boolean,
): Promise<ExplanationRecord> {
  const { studyId, number } = order;
  const key = objectPaths.explanation(studyId, number);
  const failureKey = objectPaths.explanationFailure(studyId, number);
  try {
    if (has(key)) {
      const explanation = await readBoundedJson(store, key, explanationSchema);
      return { order, explanation, failure: null };
    }
    if (!has(failureKey)) return { order, explanation: null, failure: null };
    const failure = await readBoundedJson(store, failureKey, explanationFailureSchema);
    return { order, explanation: null, failure };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const { code, message, remedy } = error;
    const end = { studyId, number, code, message, remedy, failedAt: order.requestedAt };
    return { order, explanation: null, failure: { schemaVersion: 1, ...end } };
  }
}

export function isOpen({ explanation, failure }: ExplanationRecord): boolean {
  return explanation === null && failure === null;
}
