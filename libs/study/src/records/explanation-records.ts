import {
  records,
  type Explanation,
  type ExplanationFailure,
  type ExplanationOrder,
} from '@crossfold/contracts';
import {
  isUnreadable,
  readBoundedRecord,
  readUnlessUnreadable,
  type ObjectStore,
} from '@crossfold/storage';

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
  for await (const { key } of store.list(records.explanation.prefix({ studyId }))) keys.push(key);
  const found: ExplanationRecord[] = [];
  for (const key of keys) {
    const at = records.explanationOrder.parseKey(key);
    if (!at) continue;
    // One that cannot be read must not keep the others from being seen; verifying tells of it.
    const order = await readUnlessUnreadable(store, records.explanationOrder, at);
    if (order?.number !== at.number) continue;
    found.push(await readEnd(store, order, (candidate) => keys.includes(candidate)));
  }
  return found;
}

/** An end that cannot be read is one: made again, it would not take the place of what is there. */
async function readEnd(
  store: ObjectStore,
  order: ExplanationOrder,
  has: (key: string) => boolean,
): Promise<ExplanationRecord> {
  const { studyId, number } = order;
  const key = records.explanation.key({ studyId, number });
  const failureKey = records.explanationFailure.key({ studyId, number });
  try {
    if (has(key)) {
      const explanation = await readBoundedRecord(store, records.explanation, { studyId, number });
      return { order, explanation, failure: null };
    }
    if (!has(failureKey)) return { order, explanation: null, failure: null };
    const failure = await readBoundedRecord(store, records.explanationFailure, { studyId, number });
    return { order, explanation: null, failure };
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    const { code, message, remedy } = error;
    const end = { studyId, number, code, message, remedy, failedAt: order.requestedAt };
    return { order, explanation: null, failure: { schemaVersion: 1, ...end } };
  }
}

export function isOpen({ explanation, failure }: ExplanationRecord): boolean {
  return explanation === null && failure === null;
}
