import {
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  type StudyEvent,
} from '@crossfold/contracts';
import type { Redis } from 'ioredis';

/** Each kind of event without its time, which the publisher adds. */
type Undated<E = StudyEvent> = E extends StudyEvent ? Omit<E, 'at'> : never;

export interface EventPublisher {
  publish(event: Undated): Promise<void>;
}

/** Appends events to the stream that the orchestrator follows. */
export function createEventPublisher(redis: Redis, prefix: string): EventPublisher {
  const key = eventStreamKey(prefix);
  return {
    async publish(event) {
      const json = JSON.stringify({ ...event, at: new Date().toISOString() });
      await redis.xadd(key, 'MAXLEN', '~', eventStreamLength, '*', eventStreamField, json);
    },
  };
}
