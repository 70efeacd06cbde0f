import { randomBytes } from 'node:crypto';
import { predictionLimits, records } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';

const hourMs = 3_600_000;
const keptMs = predictionLimits.keptHours * hourMs;

/** An id that says when it was made, so that what has expired is known by its key alone. */
export function newPredictionId(atMs: number): string {
  return `${stampOf(atMs)}-${randomBytes(8).toString('hex')}`;
}

/**
 * When a request with a key counts as made: at the beginning of this hour, or of the last one where
 * the key was used then. So a key is remembered for an hour at least.
 */
export function momentsOfKey(nowMs: number): [now: number, before: number] {
  const hour = Math.floor(nowMs / hourMs) * hourMs;
  return [hour, hour - hourMs];
}

/** The id of a request with a key. @param digest 16 hexadecimal digits */
export function keyedPredictionId(atMs: number, digest: string): string {
  return `${stampOf(atMs)}-${digest}`;
}

function stampOf(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:]/g, '').slice(0, 15);
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
