import { randomUUID } from 'node:crypto';
import { AppError } from '@crossfold/contracts';
import { nameRedisError } from './name-redis-error.js';
import { hostOf, type RedisClient } from './open-redis.js';

/** What a Redis allows beside what it must. */
export interface RedisTraits {
  /** Whether INFO may be asked: some users may not, and then its library must not ask either. */
  readonly hasInfo: boolean;
  /** Null where that is not told. */
  readonly version: string | null;
  readonly evictionPolicy: string | null;
  /** Whether it writes each command to its disk. */
  readonly keepsData: boolean;
}

/** Older ones lack commands that the queue's scripts use. */
const oldest = [6, 2] as const;

/** What a queue needs beside connecting: each is tried on a key that is gone afterwards. */
const needs: readonly {
  readonly name: string;
  readonly tryOn: (redis: RedisClient, key: string) => Promise<unknown>;
}[] = [
  { name: 'SET', tryOn: (redis, key) => redis.set(key, '1', 'EX', 60) },
  {
    name: 'EVAL',
    tryOn: (redis, key) =>
      redis.eval(
        "redis.call('TIME') redis.call('LPOS', KEYS[1] .. ':list', 'x') return redis.call('GET', KEYS[1])",
        1,
        key,
      ),
  },
  { name: 'BZPOPMIN', tryOn: (redis, key) => redis.bzpopmin(`${key}:set`, 0.01) },
  { name: 'XADD', tryOn: (redis, key) => redis.xadd(`${key}:stream`, '*', 'a', 'b') },
  {
    name: 'XREAD',
    tryOn: (redis, key) => redis.xread('BLOCK', 1, 'STREAMS', `${key}:stream`, '$'),
  },
  {
    name: 'DEL',
    tryOn: (redis, key) => redis.del(key, `${key}:stream`),
  },
];

/**
 * Tries what a queue needs, so that a Redis which cannot serve is told by name at the start rather
 * than by thousands of errors afterwards.
 *
 * @throws AppError QUEUE_REFUSED, QUEUE_UNAVAILABLE
 */
export async function checkRedis(
  redis: RedisClient,
  url: string,
  prefix: string,
): Promise<RedisTraits> {
  const traits = await readTraits(redis, url);
  assertNewEnough(url, traits.version);
  const key = `${prefix}:probe:${randomUUID()}`;
  for (const { name, tryOn } of needs) {
    await tryOn(redis, key).catch((error: unknown) => {
      throw nameRedisError(url, error, name);
    });
  }
  return traits;
}

async function readTraits(redis: RedisClient, url: string): Promise<RedisTraits> {
  const info = await redis.info().catch((error: unknown) => {
    if (error instanceof Error && /^NOPERM|unknown command/.test(error.message)) return null;
    throw nameRedisError(url, error);
  });
  if (info === null)
    return { hasInfo: false, version: null, evictionPolicy: null, keepsData: false };
  const value = (name: string) => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? null;
  if ((value('redis_mode') ?? value('server_mode')) === 'sentinel') {
    throw new AppError(
      'QUEUE_REFUSED',
      `expected a Redis that holds data for REDIS_URL, got a Sentinel at ${hostOf(url)}`,
      {
        remedy:
          'Let REDIS_URL say so, with the name of the primary ("redis-cli -p 26379 sentinel masters" shows it): redis+sentinel://HOST:PORT,HOST:PORT/NAME.',
      },
    );
  }
  const version = value('valkey_version') ?? value('redis_version');
  const keepsData = value('aof_enabled') === '1';
  return { hasInfo: true, version, evictionPolicy: value('maxmemory_policy'), keepsData };
}

function assertNewEnough(url: string, version: string | null): void {
  if (version === null) return;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new AppError(
    'QUEUE_REFUSED',
    `expected Redis ${oldest.join('.')} or later, or Valkey, at ${hostOf(url)}, got ${version}`,
    { remedy: 'Update Redis, or let REDIS_URL name a newer one.' },
  );
}
