import {
  eventStreamField,
  eventStreamKey,
  eventStreamLength,
  queueMarkerKey,
  redisSilenceMs,
  shortenEvent,
  studyEventSchema,
  type StudyEvent,
} from '@crossfold/contracts';
import { openRedis, type RedisClient } from '@crossfold/queue';
import { logRedisError, withRedis } from '../process/redis.js';

export interface LoggedEvent {
  /** Position in the stream: `MILLISECONDS-SEQUENCE`, growing. */
  readonly id: string;
  readonly event: StudyEvent;
}

type Listener = (logged: LoggedEvent) => void;

/** The stream of events that workers and this process append to. */
export interface EventLog {
  publish(event: StudyEvent): Promise<void>;
  /** Events after a position, oldest first; of one study, where one is named. */
  readAfter(id: string, studyId?: string): AsyncGenerator<LoggedEvent>;
  /** Of the newest event. */
  position(): string;
  /** Before the first event of a study that is in the log; the newest position where none is. */
  beginningOf(studyId: string): string;
  /** Calls back for each event from now on; returns what ends that. */
  subscribe(listener: Listener): () => void;
  ping(): Promise<void>;
  /** Whether Redis has kept the mark that {@link mark} set: not so after it was wiped. */
  isMarked(): Promise<boolean>;
  mark(): Promise<void>;
  close(): Promise<void>;
}

/** Of what is read in one go, between which others have their turn. */
const pageSize = 200;
const blockMs = 5000;
const reconnectMs = 1000;

/** What stands between the stream, which others may write to, and those who believe events. */
export interface EventGate {
  /** Sees every event still in the stream, then each new one. @returns those that hold */
  admit(page: readonly LoggedEvent[]): Promise<readonly LoggedEvent[]>;
  /** An event that was seen before as it is told today; null where it does not hold any more. */
  retell(event: StudyEvent): StudyEvent | null;
}

/**
 * @param commands a connection for commands; the log opens another one, which waits in Redis
 * @throws AppError QUEUE_UNAVAILABLE
 */
export async function openEventLog(
  redisUrl: string,
  commands: RedisClient,
  { prefix, hasInfo }: { readonly prefix: string; readonly hasInfo: boolean },
  gate: EventGate,
): Promise<EventLog> {
  const key = eventStreamKey(prefix);
  // Its own connection: it waits inside Redis for the next event.
  const follower = openRedis(redisUrl, {
    maxRetriesPerRequest: null,
    socketTimeout: redisSilenceMs,
    enableReadyCheck: hasInfo,
  });
  follower.on('error', logRedisError);
  const listeners = new Set<Listener>();
  // By the ids that Redis gave: the clock that stamped the study may be another.
  const firstIds = new Map<string, string>();
  let closed = false;
  let last = '0-0';

  async function* readPages(id: string, studyId?: string): AsyncGenerator<LoggedEvent[]> {
    for (let from = id; ;) {
      const entries = await commands.xrange(key, `(${from}`, '+', 'COUNT', pageSize);
      // Parsing costs far more than looking whether the id is in there.
      const wanted =
        studyId === undefined
          ? entries
          : entries.filter(([, fields]) => fields.some((field) => field.includes(studyId)));
      yield parseEntries(wanted);
      from = entries.at(-1)?.[0] ?? from;
      if (entries.length < pageSize) return;
    }
  }

  async function* readAfter(id: string, studyId?: string): AsyncGenerator<LoggedEvent> {
    for await (const page of readPages(id, studyId)) {
      for (const logged of page) {
        if (studyId !== undefined && logged.event.studyId !== studyId) continue;
        const event = gate.retell(logged.event);
        if (event) yield { id: logged.id, event };
      }
    }
  }

  async function admit(page: readonly LoggedEvent[]): Promise<readonly LoggedEvent[]> {
    const admitted = await gate.admit(page);
    for (const { id, event } of admitted) {
      if (!firstIds.has(event.studyId)) firstIds.set(event.studyId, id);
    }
    // Of studies that are made up there may be any number: no more are known than the stream has events.
    for (const [studyId] of firstIds) {
      if (firstIds.size <= eventStreamLength) break;
      firstIds.delete(studyId);
    }
    return admitted;
  }

  async function announce(page: readonly LoggedEvent[]): Promise<void> {
    for (const logged of await admit(page)) {
      for (const listener of listeners) listener(logged);
    }
  }

  async function follow(): Promise<void> {
    while (!closed) {
      try {
        const answer = await follower.xread(
          'COUNT',
          pageSize,
          'BLOCK',
          blockMs,
          'STREAMS',
          key,
          last,
        );
        const entries = answer?.[0]?.[1] ?? [];
        last = entries.at(-1)?.[0] ?? last;
        await announce(parseEntries(entries));
      } catch (error) {
        if (closed) return;
        logRedisError(error);
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    }
  }

  for await (const page of readPages(last)) {
    last = page.at(-1)?.id ?? last;
    await admit(page);
  }
  const following = follow();

  return {
    async publish(event) {
      const json = JSON.stringify(shortenEvent(event));
      await withRedis(redisUrl, () =>
        commands.xadd(key, 'MAXLEN', '~', eventStreamLength, '*', eventStreamField, json),
      );
    },
    readAfter,
    position: () => last,
    beginningOf(studyId) {
      const first = firstIds.get(studyId);
      return first === undefined ? last : `${Number(first.split('-')[0]) - 1}-0`;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ping() {
      await withRedis(redisUrl, () => commands.ping());
    },
    isMarked: () =>
      withRedis(redisUrl, async () => (await commands.exists(queueMarkerKey(prefix))) === 1),
    async mark() {
      const now = new Date().toISOString();
      await withRedis(redisUrl, () => commands.set(queueMarkerKey(prefix), now));
    },
    async close() {
      closed = true;
      follower.disconnect();
      await following;
    },
  };
}

type StreamEntry = readonly [id: string, fields: readonly string[]];

function parseEntries(entries: readonly StreamEntry[]): LoggedEvent[] {
  return entries.flatMap(([id, fields]) => parseEntry(id, fields) ?? []);
}

/** An entry of another version or maker is passed over: events inform, they are not the record. */
function parseEntry(id: string, fields: readonly string[]): LoggedEvent | null {
  const at = fields.indexOf(eventStreamField);
  try {
    const event = studyEventSchema.safeParse(JSON.parse(fields[at + 1] ?? 'null'));
    return event.success ? { id, event: event.data } : null;
  } catch {
    return null;
  }
}
