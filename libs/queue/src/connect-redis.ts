import { checkRedis, type RedisTraits } from './check-redis.js';
import { nameRedisError } from './name-redis-error.js';
import { openRedis, type RedisClient } from './open-redis.js';

export interface CheckedRedis {
  readonly redis: RedisClient;
  readonly traits: RedisTraits;
}

/** How a connection waits for a Redis that is away. */
export interface ConnectionOptions {
  readonly maxRetriesPerRequest: number | null;
  readonly retryStrategy: (attempt: number) => number;
  readonly connectTimeout?: number;
  readonly commandTimeout?: number;
  /** A connection without a byte for so long, while it waits for an answer, is given up. */
  readonly socketTimeout?: number;
}

const connectTimeoutMs = 5000;

/**
 * A connection to a Redis that was found to serve.
 *
 * @param options of the connection that is returned
 * @throws AppError QUEUE_REFUSED, QUEUE_UNAVAILABLE
 */
export async function connectRedis(
  url: string,
  prefix: string,
  options: ConnectionOptions,
  onError: (error: Error) => void,
): Promise<CheckedRedis> {
  const traits = await probeRedis(url, prefix);
  // The check at "ready" asks INFO until the data is loaded.
  const own = { lazyConnect: true, enableReadyCheck: traits.hasInfo };
  const redis = openRedis(url, { connectTimeout: connectTimeoutMs, ...options, ...own });
  redis.on('error', onError);
  await redis.connect().catch((error: unknown) => {
    redis.disconnect();
    throw nameRedisError(url, error);
  });
  return { redis, traits };
}

/** Tries a Redis by a connection of its own, as one who comes new to it. */
export async function probeRedis(url: string, prefix: string): Promise<RedisTraits> {
  const redis = openRedis(url, {
    connectTimeout: connectTimeoutMs,
    commandTimeout: connectTimeoutMs,
    ...({ lazyConnect: true, retryStrategy: null, maxRetriesPerRequest: 0 } as const),
    // Its answer may be what is wrong; the check asks for itself.
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  // Why a connection is refused comes as an event; the rejection says that it was closed.
  const reasons: Error[] = [];
  redis.on('error', (error: Error) => reasons.push(error));
  try {
    await redis.connect();
    return await checkRedis(redis, url, prefix);
  } catch (thrown) {
    throw nameRedisError(url, reasons[0] ?? thrown);
  } finally {
    redis.disconnect();
  }
}
