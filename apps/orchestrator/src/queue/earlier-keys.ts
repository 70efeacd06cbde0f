import { defaultQueuePrefix } from '@crossfold/contracts';
import type { RedisClient } from '@crossfold/queue';
import { log } from '../process/log.js';

/** The default prefix of versions that had no hash tag in it. */
const earlierPrefix = 'crossfold';
const ofQueues =
  /^crossfold:((trials|ensembles|summaries|gates|cross-evaluations|explanations):|events$|reconciled$)/;

const pageSize = 1000;

/**
 * Removes what an earlier version left under its default prefix: all of it was queued again, from
 * the store, under the present one. Where a worker of that version still holds a job, it is named
 * instead, and kept.
 */
export async function removeEarlierKeys(redis: RedisClient, prefix: string): Promise<void> {
  // A cluster could not hold what was under it.
  if (prefix !== defaultQueuePrefix || redis.isCluster) return;
  const keys: string[] = [];
  for (let cursor = '0'; ;) {
    const [next, found] = await redis.scan(
      cursor,
      'MATCH',
      `${earlierPrefix}:*`,
      'COUNT',
      pageSize,
    );
    keys.push(...found.filter((key) => ofQueues.test(key)));
    cursor = next;
    if (cursor === '0') break;
  }
  if (keys.length === 0) return;
  if (keys.some((key) => key.endsWith(':lock'))) {
    log.warn(
      `${keys.length} keys of an earlier version are kept under "${earlierPrefix}:": a worker of that version still has a job there. Update it, then start the orchestrator again, which removes them.`,
    );
    return;
  }
  for (let from = 0; from < keys.length; from += pageSize) {
    await redis.unlink(...keys.slice(from, from + pageSize));
  }
  log.info(
    `removed ${keys.length} keys of an earlier version under "${earlierPrefix}:"; its jobs were queued again from the store`,
  );
}
