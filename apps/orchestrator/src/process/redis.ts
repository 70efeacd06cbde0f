import { createRepeatFilter } from '@crossfold/logging';
import {
  connectRedis as connectChecked,
  nameRedisError,
  type CheckedRedis,
} from '@crossfold/queue';
import { log } from './log.js';

/** A request that has waited this long for Redis is told that it is away. */
const redisTimeoutMs = 3000;

/** Options of connections whose caller wants an answer soon, or an error. */
const promptRedis = {
  maxRetriesPerRequest: 1,
  connectTimeout: redisTimeoutMs,
  commandTimeout: redisTimeoutMs,
  // A command that timed out waits in its connection, which may be dead: another one is opened.
  socketTimeout: redisTimeoutMs + 1000,
  retryStrategy: (attempt: number) => Math.min(2000, 100 * attempt),
} as const;

/**
 * A connection for commands whose caller wants an answer soon.
 *
 * @throws AppError QUEUE_UNAVAILABLE when there is no answer; QUEUE_REFUSED
 */
export async function connectRedis(url: string, prefix: string): Promise<CheckedRedis> {
  const checked = await connectChecked(url, prefix, promptRedis, logRedisError);
  const { hasInfo, evictionPolicy } = checked.traits;
  if (!hasInfo) log.warn('Redis: this user may not ask INFO; its eviction policy is not known');
  if (evictionPolicy !== null && evictionPolicy !== 'noeviction') {
    log.warn(
      { evictionPolicy },
      'Redis evicts keys when its memory is full; what is lost is queued again, which takes time: set maxmemory-policy to noeviction',
    );
  }
  return checked;
}

/** @throws AppError QUEUE_UNAVAILABLE in place of whatever the queue's library throws */
export async function withRedis<T>(url: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${redisTimeoutMs} ms`));
    }, redisTimeoutMs);
  });
  try {
    return await Promise.race([work(), timeout]);
  } catch (cause) {
    throw nameRedisError(url, cause);
  } finally {
    clearTimeout(timer);
  }
}

const repeats = createRepeatFilter();

export function logRedisError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const admitted = repeats.admit(message);
  if (!admitted) return;
  const { heldBack } = admitted;
  log.warn(heldBack > 0 ? { heldBack } : {}, `Redis: ${message}`);
}
