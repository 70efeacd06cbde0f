import { workerNameSchema, workerReportSchema, type WorkerReport } from '@crossfold/contracts';
import type { RedisClient } from './open-redis.js';

/*
 * Which workers are connected: a sorted set of their names, by when each was last heard of, in the
 * time of Redis; clocks of machines differ. The nameless member tells when the last one stopped
 * taking tasks. What a worker says of itself has a key of its own, which goes with it.
 */

const heartbeatMs = 5_000;
/** One that was not heard of for so long is away: three heartbeats. */
const awayMs = 15_000;
const forgottenMs = 7 * 86_400_000;
/** What is read of workers, and of the report of each: whoever may write to Redis may say anything. */
const maxWorkers = 10_000;
const reportBytes = 16_384;

const now = "local t = redis.call('TIME') local now = t[1] * 1000 + math.floor(t[2] / 1000) ";
const touch = `${now}
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ${awayMs})
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ${forgottenMs})`;
const drain = `${touch}
redis.call('ZADD', KEYS[1], now, '')`;
const leave = `
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])`;
const read = `${now}
return { tostring(now), redis.call('ZREVRANGE', KEYS[1], 0, ${maxWorkers}, 'WITHSCORES') }`;

export interface Presence {
  /** Says at once what has changed. */
  change(changes: Partial<WorkerReport>): Promise<void>;
  /** Says that the worker takes nothing more, and ends what it has. */
  drain(): Promise<void>;
  /** Says that it is gone. */
  end(): Promise<void>;
}

/** Says that a worker is connected, now and every few seconds. What fails is said again soon. */
export function announcePresence(
  redis: RedisClient,
  prefix: string,
  name: string,
  report: Omit<WorkerReport, 'isDraining'>,
): Presence {
  let said: WorkerReport = { ...report, isDraining: false };
  let isTold = true;
  const beat = (script: string) => {
    const keys = [workersKey(prefix), reportKey(prefix, name)];
    return redis.eval(script, keys.length, ...keys, name, JSON.stringify(said)).then(
      () => undefined,
      () => undefined,
    );
  };
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
    async change(changes) {
      said = { ...said, ...changes };
      if (redis.status === 'ready') await beat(touch);
    },
    async drain() {
      said = { ...said, isDraining: true };
      if (redis.status === 'ready') await beat(drain);
    },
    async end() {
      clearInterval(timer);
      if (redis.status === 'ready') await beat(leave);
    },
  };
}

export interface SeenWorker {
  readonly name: string;
  /** When it was heard of last, by the clock of this process. */
  readonly lastSeenAt: string;
  /** Null of a worker of another version. */
  readonly report: WorkerReport | null;
}

export interface WorkersSeen {
  /** Those that are there, also while they end what they have. */
  readonly workers: readonly SeenWorker[];
  /** Those that take tasks. */
  readonly connected: readonly string[];
  /** When the last one that takes tasks was heard of; null where none is remembered. */
  readonly lastSeenAt: string | null;
}

export async function readPresence(redis: RedisClient, prefix: string): Promise<WorkersSeen> {
  const answer = (await redis.eval(read, 1, workersKey(prefix))) as [string, string[]];
  const [redisNow, flat] = answer;
  const seen = Array.from({ length: flat.length / 2 }, (_, i) => ({
    name: flat[2 * i] ?? '',
    ageMs: ageOf(flat[2 * i + 1], Number(redisNow)),
  }));
  const present = seen.filter(({ name, ageMs }) => isName(name) && ageMs <= awayMs);
  const reports = await readReports(redis, prefix, present);
  const workers = present.map(({ name, ageMs }) => ({
    name,
    lastSeenAt: new Date(Date.now() - ageMs).toISOString(),
    report: reports.get(name) ?? null,
  }));
  const isDraining = (name: string) => reports.get(name)?.isDraining ?? false;
  const takers = seen.filter(({ name }) => !isDraining(name));
  const youngestMs = Math.min(...takers.map(({ ageMs }) => ageMs));
  return {
    workers,
    connected: workers.map(({ name }) => name).filter((name) => !isDraining(name)),
    lastSeenAt: takers.length === 0 ? null : new Date(Date.now() - youngestMs).toISOString(),
  };
}

async function readReports(
  redis: RedisClient,
  prefix: string,
  workers: readonly { readonly name: string }[],
): Promise<ReadonlyMap<string, WorkerReport>> {
  if (workers.length === 0) return new Map();
  const asked = redis.pipeline();
  for (const { name } of workers) asked.getrange(reportKey(prefix, name), 0, reportBytes);
  const answers = (await asked.exec()) ?? [];
  const reports = workers.map(({ name }, i) => {
    const [error, text] = answers[i] ?? [null, null];
    if (error) throw error;
    return [name, parseReport(text as string)] as const;
  });
  return new Map(reports.flatMap(([name, report]) => (report ? [[name, report]] : [])));
}

/** In ms; none of a moment that is to come, or of a score that is none. */
function ageOf(score: string | undefined, nowMs: number): number {
  const ageMs = nowMs - Number(score);
  return ageMs > 0 ? ageMs : 0;
}

function isName(name: string): boolean {
  return workerNameSchema.safeParse(name).success;
}

/** Nothing of one that is too long: what was read of it is no JSON. */
function parseReport(text: string): WorkerReport | null {
  try {
    return workerReportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function workersKey(prefix: string): string {
  return `${prefix}:workers`;
}

function reportKey(prefix: string, name: string): string {
  return `${prefix}:workers:${name}`;
}
