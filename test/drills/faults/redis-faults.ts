import { setTimeout as sleep } from 'node:timers/promises';
import { defaultQueuePrefix } from '@crossfold/contracts';
import type { RandomStream } from '@crossfold/random';
import { Redis } from 'ioredis';
import type { Fault } from '../drill-range.js';

export const flushRedis: Fault = ({ stack }) => stack.flushRedis();

/** Deletes keys at random, as a cache evicts them: each with a chance that is itself drawn. */
export const loseKeys: Fault = async ({ stack, random }) => {
  const redis = new Redis(stack.env['REDIS_URL'] ?? '');
  await deleteKeys(redis, random);
  redis.disconnect();
};

/** @returns the keys that were deleted */
export async function deleteKeys(redis: Redis, random: RandomStream): Promise<string[]> {
  const keys = (await redis.keys(`${defaultQueuePrefix}:*`)).sort();
  const percent = 1 + random.integer(100);
  const lost = keys.filter(() => random.integer(100) < percent);
  if (lost.length > 0) await redis.del(...lost);
  return lost;
}

/** @param awayMs until it is started again, with the data that it had written */
export function killRedis(awayMs: number): Fault {
  return async ({ stack }) => {
    const restart = await stack.interruptRedis('SIGKILL');
    await sleep(awayMs);
    await restart();
  };
}
