import type { Redis } from 'ioredis';

/*
 * Which workers are connected: a sorted set of their names, by when each was last heard of, in the
 * time of Redis; clocks of machines differ. The nameless member tells when the last one left.
 */

const heartbeatMs = 5_000;
/** One that was not heard of for so long is away: three heartbeats. */
const awayMs = 15_000;
const forgottenMs = 7 * 86_400_000;

const now = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) ";
const touch = `${now}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${forgottenMs})`;
const leave = `${now}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, '')`;
const read = `${now}
return { tostring(now), redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES') }`;

export interface Presence {
  /** Says that the worker leaves. */
  end(): Promise<void>;
}

/** Says that a worker is connected, now and every few seconds. What fails is said again soon. */
export function announcePresence(redis: Redis, prefix: string, name: string): Presence {
  const beat = (script: string) =>
    redis.eval(script, 1, workersKey(prefix), name).then(
      () => undefined,
      () => undefined,
    );
  let isTold = true;
  const timer = setInterval(() => {
    // While Redis is away no heartbeats are to pile up.
    if (!isTold) return;
    isTold = false;
    void beat(touch).then(() => {
      isTold = true;
    });
  }, heartbeatMs);
  void beat(touch);
  return {
    async end() {
      clearInterval(timer);
      if (redis.status === 'ready') await beat(leave);
    },
  };
}

export interface WorkersSeen {
  readonly connected: readonly string[];
  /** When the last one was heard of; null where none is remembered. */
  readonly lastSeenAt: string | null;
}

export async function readPresence(redis: Redis, prefix: string): Promise<WorkersSeen> {
  const answer = (await redis.eval(read, 1, workersKey(prefix))) as [string, string[]];
  const [redisNow, flat] = answer;
  const seen = Array.from({ length: flat.length / 2 }, (_, i) => ({
    name: flat[2 * i] ?? '',
    ageMs: Number(redisNow) - Number(flat[2 * i + 1]),
  }));
  const youngestMs = Math.min(...seen.map(({ ageMs }) => ageMs));
  return {
    connected: seen.filter(({ name, ageMs }) => name !== '' && ageMs <= awayMs).map((w) => w.name),
    lastSeenAt: seen.length === 0 ? null : new Date(Date.now() - youngestMs).toISOString(),
  };
}

function workersKey(prefix: string): string {
  return `${prefix}:workers`;
}
