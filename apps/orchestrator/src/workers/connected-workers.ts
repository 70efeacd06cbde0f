import { readPresence, type RedisClient, type SeenWorker } from '@crossfold/queue';
import { standstillOf, type Standstill, type WorkersState } from '@crossfold/study';
import { logRedisError } from '../process/redis.js';

/** Which workers are connected, as it was a moment ago. */
export interface ConnectedWorkers {
  state(): WorkersState;
  /** Those that are there, also while they end what they have. */
  list(): readonly SeenWorker[];
  /** Why no study goes on; null where a worker is connected. */
  standstill(): Standstill | null;
  /** Calls back when workers come or go, or tell something else of themselves. */
  onChange(listener: () => void): void;
  close(): void;
}

const pollMs = 2_000;

/** Looks once before it returns, then every two seconds. */
export async function watchWorkers(redis: RedisClient, prefix: string): Promise<ConnectedWorkers> {
  // Where nobody remembers one, none was there since this process began.
  let noneSince: string | null = new Date().toISOString();
  let connected = 0;
  let workers: readonly SeenWorker[] = [];
  const listeners: (() => void)[] = [];

  async function look(): Promise<void> {
    const seen = await readPresence(redis, prefix);
    if (seen.connected.length > 0) noneSince = null;
    // What Redis remembers is older than this process; what it has lost is remembered here.
    else if (connected > 0 || seen.lastSeenAt !== null) {
      noneSince = seen.lastSeenAt ?? new Date().toISOString();
    }
    connected = seen.connected.length;
    const isOther = reportsOf(seen.workers) !== reportsOf(workers);
    ({ workers } = seen);
    if (isOther) for (const listener of listeners) listener();
  }

  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch(logRedisError)
      .finally(() => {
        isLooking = false;
      });
  }, pollMs);
  await look();
  return {
    list: () => workers,
    state: () => ({ connected, noneSince }),
    standstill: () => standstillOf({ connected, noneSince }),
    onChange(listener) {
      listeners.push(listener);
    },
    close() {
      clearInterval(timer);
    },
  };
}

function reportsOf(workers: readonly SeenWorker[]): string {
  return JSON.stringify(workers.map(({ name, report }) => [name, report]));
}
