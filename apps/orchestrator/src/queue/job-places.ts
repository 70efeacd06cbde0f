import type { RedisClient } from '@crossfold/queue';

/**
 * Where a job is:
 * - `waiting`, `delayed` or `active`: whole, and a worker takes it or has it;
 * - `lost`: something of it is left, which no worker will ever take;
 * - `none`: nothing is.
 */
type JobPlace = 'waiting' | 'delayed' | 'active' | 'lost' | 'none';

export interface JobLook {
  readonly id: string;
  /** The queue that it is in, or one that it is not in. */
  readonly queue: string;
  readonly place: JobPlace;
  readonly priority: number;
  readonly delayMs: number;
  /** That have failed so far. */
  readonly attempts: number;
  /** Whether a worker keeps its lock. */
  readonly isLocked: boolean;
}

/*
 * All of a job is looked at in one script, so that none is seen on its way from one place to
 * another. That its hash is there says nothing: any key may have been evicted or deleted. A job that
 * is locked is in the hands of a worker, whatever else of it is gone.
 */
const script = `
local base = ARGV[1]
local looks = {}
for i = 2, #ARGV do
  local id = ARGV[i]
  local job = redis.call('HMGET', base .. id, 'data', 'priority', 'delay', 'atm')
  local place = false
  if redis.call('EXISTS', base .. id .. ':lock') == 1 then place = 'active'
  elseif redis.call('ZSCORE', base .. 'prioritized', id) then place = 'waiting'
  elseif redis.call('ZSCORE', base .. 'delayed', id) then place = 'delayed'
  elseif redis.call('LPOS', base .. 'active', id) then place = 'active'
  elseif redis.call('LPOS', base .. 'wait', id) then place = 'waiting'
  elseif redis.call('LPOS', base .. 'paused', id) then place = 'waiting'
  end
  local isLocked = place == 'active' and redis.call('EXISTS', base .. id .. ':lock') == 1
  if not isLocked then
    if not place then
      place = redis.call('EXISTS', base .. id) == 1 and 'lost' or 'none'
    elseif not job[1] then
      place = 'lost'
    end
  end
  looks[#looks + 1] = place
  looks[#looks + 1] = job[2] or '0'
  looks[#looks + 1] = job[3] or '0'
  looks[#looks + 1] = job[4] or '0'
  looks[#looks + 1] = isLocked and '1' or '0'
end
return looks
`;

/** Jobs looked at in one script, which keeps Redis from all else for some milliseconds. */
export const lookedAtOnce = 500;

/** @param baseKey prefix of all keys of the queue, up to the id of a job */
export async function lookAtJobs(
  redis: RedisClient,
  { queue, baseKey }: { readonly queue: string; readonly baseKey: string },
  ids: readonly string[],
): Promise<JobLook[]> {
  const flat = (await redis.eval(script, 1, `${baseKey}meta`, baseKey, ...ids)) as string[];
  return ids.map((id, i) => ({
    id,
    queue,
    place: flat[5 * i] as JobPlace,
    priority: Number(flat[5 * i + 1]),
    delayMs: Number(flat[5 * i + 2]),
    attempts: Number(flat[5 * i + 3]),
    isLocked: flat[5 * i + 4] === '1',
  }));
}
