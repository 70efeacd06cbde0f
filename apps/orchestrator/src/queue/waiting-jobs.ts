import type { RedisClient } from '@crossfold/queue';

/** A job that no worker has. */
export interface WaitingJob {
  readonly id: string;
  /**
   * Its place among all that wait, lowest first: by what takes its turn, then within that. It stays
   * while others come and go, but for a job of the first kind, of which there are few.
   */
  readonly rank: 0 | 1 | 2;
  readonly score: number;
  /** Until when it sleeps, in ms since 1970; null where it does not. */
  readonly dueMs: number | null;
}

/** Of a sleeping job's score, what tells jobs of the same millisecond apart. */
const scoresOfOneMs = 0x1000;
/** The last moment that a text of a time holds: a score may be any number. */
const latestMs = Date.UTC(9999, 11, 31);

/** @param baseKey prefix of all keys of the queue, up to the id of a job */
export async function listWaitingJobs(redis: RedisClient, baseKey: string): Promise<WaitingJob[]> {
  const [wait, prioritized, delayed] = await Promise.all([
    redis.lrange(`${baseKey}wait`, 0, -1),
    redis.zrange(`${baseKey}prioritized`, '0', '-1', 'WITHSCORES'),
    redis.zrange(`${baseKey}delayed`, '0', '-1', 'WITHSCORES'),
  ]);
  const ofFirst = wait
    .toReversed()
    .map((id, score): WaitingJob => ({ id, rank: 0, score, dueMs: null }));
  const byPriority = pairs(prioritized).map(([id, score]): WaitingJob => ({
    id,
    rank: 1,
    score,
    dueMs: null,
  }));
  const asleep = pairs(delayed).map(([id, score]): WaitingJob => ({
    id,
    rank: 2,
    score,
    dueMs: Math.max(0, Math.min(latestMs, Math.floor(score / scoresOfOneMs))),
  }));
  return [...ofFirst, ...byPriority, ...asleep];
}

function pairs(flat: readonly string[]): (readonly [id: string, score: number])[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [
    flat[2 * i] ?? '',
    scoreOf(flat[2 * i + 1]),
  ]);
}

/** Redis may say `inf`. */
function scoreOf(text: string | undefined): number {
  const score = Number(text);
  return Number.isNaN(score) ? Number.MAX_VALUE : score;
}
