import { redisSilenceMs } from '@crossfold/contracts';
import { createRepeatFilter } from '@crossfold/logging';
import type { Worker } from 'bullmq';
import { log } from './log.js';

export const redisOptions = {
  // Events of the time that Redis is away are kept here and sent when it is back.
  maxRetriesPerRequest: null,
  socketTimeout: redisSilenceMs,
  retryStrategy: (times: number) => Math.min(5000, 100 * 2 ** times),
} as const;

const repeats = createRepeatFilter();

/** A fault of Redis that lasts comes with every command: it is told once a minute. */
export function logRedisError(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const admitted = repeats.admit(message.replace(/job \S+/, 'job'));
  if (admitted) log.warn({ ...admitted }, `Redis: ${message}`);
}

const firstRestMs = 250;
const longestRestMs = 30_000;

/**
 * Lets a worker rest where Redis refuses what it asks, each time for twice as long: the queue's
 * library asks again at once, thousands of times a second. What runs goes on.
 *
 * @returns what ends that
 */
export function restWhenRefused(worker: Worker): () => void {
  let restMs = firstRestMs;
  let waking: NodeJS.Timeout | null = null;
  const wake = () => {
    waking = null;
    worker.resume().catch(logRedisError);
  };
  const onError = ({ name }: Error) => {
    // What a move of a job finds gone is an error of the library, and no refusal.
    if (waking || name !== 'ReplyError') return;
    void worker.pause(true).catch(logRedisError);
    waking = setTimeout(wake, restMs);
    restMs = Math.min(longestRestMs, 2 * restMs);
  };
  const onServed = () => {
    restMs = firstRestMs;
  };
  worker.on('error', onError).on('active', onServed).on('drained', onServed);
  return () => {
    if (waking) clearTimeout(waking);
    worker.off('error', onError);
  };
}
