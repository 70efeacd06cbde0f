import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  studyEventSchema,
  type StudyEvent,
} from '@crossfold/contracts';
import { Redis } from 'ioredis';
import type { Stack } from './stack.js';

/** All events of a study that are still in the stream, oldest first. */
export async function eventsOf(stack: Stack, studyId: string): Promise<StudyEvent[]> {
  const redis = new Redis(stack.env['REDIS_URL'] ?? '');
  const entries = await redis.xrange(eventStreamKey(defaultQueuePrefix), '-', '+');
  redis.disconnect();
  return entries
    .map(([, fields]) => fields[fields.indexOf(eventStreamField) + 1] ?? 'null')
    .map((text) => studyEventSchema.parse(JSON.parse(text)))
    .filter((event) => event.studyId === studyId);
}
