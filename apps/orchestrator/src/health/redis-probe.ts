import { probeRedis } from '@crossfold/queue';

/** Whether Redis lets one in who comes new, and takes what is written. @throws AppError */
export type RedisProbe = () => Promise<void>;

const keptMs = 2_000;

/**
 * By a connection of its own: the one that is open says nothing of those that Redis refuses. One
 * answer serves all who ask within two seconds.
 */
export function createRedisProbe(url: string, prefix: string): RedisProbe {
  let last: { readonly at: number; readonly answer: Promise<unknown> } | null = null;
  return async () => {
    if (last === null || performance.now() - last.at > keptMs) {
      last = { at: performance.now(), answer: probeRedis(url, prefix) };
    }
    await last.answer;
  };
}
