import type { EventSourceParserStream } from 'eventsource-parser/stream';
import type { Connection } from './connection.js';
import { CrossfoldError } from './errors.js';

/** What happened in a study; `type` says what else there is. */
export interface StudyEvent {
  readonly type: string;
  readonly at: string;
  readonly studyId: string;
  readonly [field: string]: unknown;
}

export interface ReceivedEvent {
  /** Its position: `after` of one who comes back. */
  readonly id: string;
  readonly event: StudyEvent;
}

/** Between two looks at a study of which nothing is heard. */
const lookMs = 15_000;

export interface FollowOptions {
  /** Position after which to begin; left out: the beginning of the study. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  /** Pause before a connection that broke is made again. */
  readonly reconnectMs?: number;
  /** How often in a row that may fail. */
  readonly attempts?: number;
}

/**
 * All events of a path of events, without an end. A connection that breaks is taken up again after the
 * last event that came: none is lost, none comes twice.
 *
 * @throws CrossfoldError when the server refuses, or is away for too long
 */
export async function* receiveEvents(
  connection: Connection,
  path: string,
  { after, signal, reconnectMs = 1000, attempts = 30 }: FollowOptions = {},
): AsyncGenerator<ReceivedEvent> {
  // A stream has no end of its own, and so no time limit.
  const ended = signal ?? new AbortController().signal;
  let lastId = after;
  // It loads all streams of the web in Node, which other requests do without; before there is a body, since
  // one that breaks off meanwhile would lose what has come of it.
  const { EventSourceParserStream: Parser } = await import('eventsource-parser/stream');
  for (let failures = 0; !ended.aborted;) {
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastId !== undefined) headers['last-event-id'] = lastId;
      const { body } = await connection.send(path, { headers, signal: ended });
      for await (const { id, data } of body ? readEvents(body, Parser) : []) {
        failures = 0;
        lastId = id ?? lastId;
        yield { id: lastId ?? '', event: JSON.parse(data) as StudyEvent };
      }
    } catch (error) {
      if (ended.aborted) return;
      const isRefusal = error instanceof CrossfoldError && !error.isRetryable;
      if (isRefusal || ++failures > attempts) throw error;
    }
    await pause(reconnectMs, ended);
  }
}

async function* readEvents(
  body: ReadableStream<Uint8Array>,
  Parser: typeof EventSourceParserStream,
) {
  const text = body.pipeThrough(
    new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>,
  );
  const reader = text.pipeThrough(new Parser()).getReader();
  try {
    // Some browsers cannot iterate over a stream.
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}

interface StudyLook {
  readonly isOver: boolean;
  /** One more with each retry. */
  readonly edition: number;
}

/**
 * Events of a study until it is over. Events are no record, and the last one may be lost: where none
 * comes for a while the study itself is looked at.
 */
export async function* followStudy(
  connection: Connection,
  path: string,
  look: () => Promise<StudyLook>,
  options: FollowOptions,
): AsyncGenerator<ReceivedEvent> {
  const { edition } = await look();
  const over = new AbortController();
  const heard = { since: 0 };
  const looks = setInterval(() => {
    if (heard.since++ === 0) return;
    look().then(
      (found) => {
        if (found.isOver && heard.since > 0) over.abort();
      },
      // The connection of the events finds out, too, and says so.
      () => undefined,
    );
  }, lookMs);
  const signal = options.signal ? AbortSignal.any([options.signal, over.signal]) : over.signal;
  try {
    for await (const received of receiveEvents(connection, path, { ...options, signal })) {
      heard.since = 0;
      yield received;
      const { type, edition: ofEvent = 1 } = received.event;
      // A study whose trials were tried again had an end before, which the events still tell.
      if (type === 'study.finished' && Number(ofEvent) >= edition) return;
    }
  } finally {
    clearInterval(looks);
  }
}
