import type { Study } from '@crossfold/contracts';
import { mayRunOn, type Pool } from './pools.js';

/** Room for trials in the queues of the pools. */
export interface PoolRooms {
  hasAny(): boolean;
  /** The queue for the next trial of a study: where most slots are idle. */
  find(study: Study): string | undefined;
  take(queue: string): void;
  /** Slots of a pool for which no trial waits; below 0 where more wait than it has. */
  idleSlots(queue: string): number;
}

interface Counted {
  readonly queue: string;
  readonly place: 'waiting' | 'asleep' | 'active';
}

export function createPoolRooms(pools: readonly Pool[], entries: Iterable<Counted>): PoolRooms {
  const rooms = new Map(
    pools.map((pool) => [pool.queue, { pool, room: pool.window, idle: pool.slots }]),
  );
  for (const { queue, place } of entries) {
    const own = rooms.get(queue);
    if (!own) continue;
    own.idle -= 1;
    if (place !== 'active') own.room -= 1;
  }
  return {
    hasAny: () => [...rooms.values()].some(({ room }) => room > 0),
    find(study) {
      const [best] = [...rooms.values()]
        .filter(({ room, pool }) => room > 0 && mayRunOn(pool, study))
        .sort((a, b) => b.idle - a.idle || b.room - a.room);
      return best?.pool.queue;
    },
    take(queue) {
      const own = rooms.get(queue);
      if (!own) return;
      own.room -= 1;
      own.idle -= 1;
    },
    idleSlots: (queue) => rooms.get(queue)?.idle ?? 0,
  };
}
