import {
  createRedactor,
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  redactTexts,
  shortenEvent,
} from '@crossfold/contracts';
import { createRepeatFilter } from '@crossfold/logging';
import type { RedisClient } from '@crossfold/queue';
import { logEvent, type Undated } from './log-event.js';
import { log } from './log.js';

export interface EventPublisher {
  /**
   * Never rejects: events inform and are no record, so that one which Redis refuses, as a full or
   * read-only one does, must cost no trial and no worker.
   */
  publish(event: Undated): Promise<void>;
}

/**
 * Appends events to the stream that the orchestrator follows, and tells the log what matters there.
 *
 * @param environment its secrets are in no event: whoever may see a study follows them
 */
export function createEventPublisher(
  redis: Pick<RedisClient, 'xadd'>,
  prefix: string,
  environment: NodeJS.ProcessEnv = process.env,
): EventPublisher {
  const redact = createRedactor(environment);
  const key = eventStreamKey(prefix);
  const repeats = createRepeatFilter();
  return {
    async publish(event) {
      logEvent(event);
      const told = shortenEvent(redactTexts(event, redact));
      const json = JSON.stringify({ ...told, at: new Date().toISOString() });
      try {
        await redis.xadd(key, 'MAXLEN', '~', eventStreamLength, '*', eventStreamField, json);
      } catch (error) {
        const admitted = repeats.admit(String(error));
        const { type, studyId } = event;
        if (admitted)
          log.warn({ studyId, ...admitted }, `event ${type} not sent: ${String(error)}`);
      }
    },
  };
}
