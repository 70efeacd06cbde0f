import { randomBytes } from 'node:crypto';
import { predictionLimits, records } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';

const keptMs = predictionLimits.keptHours * 3_600_000;

/** An id that says when it was made, so that what has expired is known by its key alone. */
export function newPredictionId(atMs: number): string {
  return `${new Date(atMs).toISOString().replace(/[-:]/g, '').slice(0, 15)}-${randomBytes(8).toString('hex')}`;
}

/** When images and answers of an id are removed. */
export function expiryOf(atMs: number): string {
  return new Date(atMs + keptMs).toISOString();
}

/** Whether an object of a prediction is past its time; images without an order too. */
export function hasExpired(key: string, nowMs: number = Date.now()): boolean {
  const made = /^predictions\/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-/.exec(key);
  if (!made) return false;
  const [year, month, day, hour, minute, second] = made.slice(1).map(Number) as number[];
  const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return nowMs - at > keptMs;
}

/** Whether a prediction has its end, whichever. */
export async function isAnswered(
  store: ObjectStore,
  at: { readonly predictionId: string },
): Promise<boolean> {
  const keys = [records.predictionResult.key(at), records.predictionFailure.key(at)];
  for (const key of keys) if (await store.head(key)) return true;
  return false;
}
