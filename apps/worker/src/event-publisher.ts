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
  /**
   * Never rejects: events inform and are no record, so that one which Redis refuses, as a full or
   * read-only one does, must cost no trial and no worker.
   */
  publish(event: Undated): Promise<void>;
}

/** Appends events to the stream that the orchestrator follows. */
export function createEventPublisher(redis: Redis, prefix: string): EventPublisher {
  const key = eventStreamKey(prefix);
  return {
    async publish(event) {
      const json = JSON.stringify({ ...event, at: new Date().toISOString() });
      try {
        await redis.xadd(key, 'MAXLEN', '~', eventStreamLength, '*', eventStreamField, json);
      } catch (error) {
        process.stderr.write(
          `event ${event.type} of ${event.studyId} not sent: ${String(error)}\n`,
        );
      }
    },
  };
}
