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

/** The events of a study as a page follows them. */
export interface OpenStream {
  readonly events: readonly StudyEvent[];
  /** Of the newest event; where a page that comes back goes on. */
  readonly lastId: () => string;
  /** Settles when the server has ended the stream; rejects where it was cut off. */
  readonly ended: Promise<void>;
}

/** @param after id of an event, or the beginning of the study */
export async function followEvents(
  { api }: Stack,
  studyId: string,
  after?: string,
): Promise<OpenStream> {
  const headers = after === undefined ? undefined : { 'Last-Event-ID': after };
  const response = await fetch(`${api}/studies/${studyId}/events`, { ...(headers && { headers }) });
  const events: StudyEvent[] = [];
  let lastId = after ?? '';
  const read = async () => {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id = '', data = ''] = /^id: (.*)\nevent: .*\ndata: (.*)$/.exec(block) ?? [];
        if (id === '') continue;
        lastId = id;
        events.push(studyEventSchema.parse(JSON.parse(data)));
      }
    }
  };
  return { events, lastId: () => lastId, ended: read() };
}
