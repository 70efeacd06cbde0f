import { AppError } from '@crossfold/contracts';
import { Redis } from 'ioredis';

/** A request that has waited this long for Redis is told that it is away. */
const redisTimeoutMs = 3000;

/** Options of connections whose caller wants an answer soon, or an error. */
export const promptRedis = {
  maxRetriesPerRequest: 1,
  connectTimeout: redisTimeoutMs,
  commandTimeout: redisTimeoutMs,
  retryStrategy: (attempt: number) => Math.min(2000, 100 * attempt),
} as const;

/**
 * A connection for commands whose caller wants an answer soon.
 *
 * @throws AppError QUEUE_UNAVAILABLE when there is no answer
 */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, { ...promptRedis, lazyConnect: true });
  redis.on('error', logRedisError);
  try {
    await redis.connect();
    return redis;
  } catch (cause) {
    redis.disconnect();
    throw unavailable(url, cause);
  }
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
    throw cause instanceof AppError ? cause : unavailable(url, cause);
  } finally {
    clearTimeout(timer);
  }
}

export function logRedisError(error: unknown): void {
  process.stderr.write(`redis: ${error instanceof Error ? error.message : String(error)}\n`);
}

function unavailable(url: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const { host } = new URL(url);
  return new AppError('QUEUE_UNAVAILABLE', `expected Redis at ${host}, got: ${reason}`, { cause });
}
