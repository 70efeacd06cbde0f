import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Connection } from './connection.js';

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

/** How a stream stands: what a page shows beside what is live. */
export type StreamState =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'lost';
      readonly since: Date;
      readonly retryAt: Date;
      readonly tryNow: () => void;
    };

export interface FollowOptions {
  /** Position after which to begin; left out: the beginning of the study. */
  readonly after?: string;
  readonly signal?: AbortSignal;
  /** Pause before a connection that broke is made again. */
  readonly reconnectMs?: number;
  /** It doubles with each one in a row, up to this; left out: it stays the same. */
  readonly longestReconnectMs?: number;
  /** How often in a row that may fail. */
  readonly attempts?: number;
}

export interface ReceiveOptions extends FollowOptions {
  /**
   * Done before each connection: what is shown is read anew.
   *
   * @returns position after which to begin where none is known; null for the beginning
   */
  readonly prepare?: () => Promise<string | null>;
  readonly onState?: (state: StreamState) => void;
}

/** The server says "still here" every 15 s; longer silence than this means that it is gone. */
const silenceMs = 40_000;

/**
 * All events of a path of events, without an end. A connection that breaks is taken up again after the
 * last event that came: none is lost, none comes twice.
 *
 * @param connection asks for the path, and rejects for whatever is no success with an error that says
 *   whether asking again may help (`isRetryable`)
 * @throws when the server refuses, or is away for too long; what `prepare` throws, unless that may help
 */
export async function* receiveEvents(
  connection: Pick<Connection, 'send'>,
  path: string,
  options: ReceiveOptions = {},
): AsyncGenerator<ReceivedEvent> {
  const { after, signal, reconnectMs = 1000, attempts = 30, prepare, onState } = options;
  const { longestReconnectMs = reconnectMs } = options;
  // A stream has no end of its own, and so no time limit.
  const ended = signal ?? new AbortController().signal;
  let lastId = after;
  let [failures, delayMs] = [0, reconnectMs];
  let since: Date | null = null;
  onState?.({ state: 'connecting' });
  while (!ended.aborted) {
    const silence = watchSilence();
    try {
      const prepared = await prepare?.();
      lastId ??= prepared ?? undefined;
      const headers: Record<string, string> = { accept: 'text/event-stream' };
      if (lastId !== undefined) headers['last-event-id'] = lastId;
      silence.interrupt();
      const { body } = await connection.send(path, {
        headers,
        signal: AbortSignal.any([ended, silence.signal]),
      });
      since = null;
      delayMs = reconnectMs;
      onState?.({ state: 'live' });
      for await (const { id, data } of body ? readEvents(body, silence.interrupt) : []) {
        failures = 0;
        lastId = id ?? lastId;
        yield { id: lastId ?? '', event: JSON.parse(data) as StudyEvent };
      }
    } catch (error) {
      if (ended.aborted) return;
      if (!(silence.signal.aborted || mayPass(error)) || ++failures > attempts) throw error;
    } finally {
      silence.end();
    }
    since ??= new Date();
    await pause(delayMs, ended, since, onState);
    delayMs = Math.min(longestReconnectMs, 2 * delayMs);
  }
}

/** Aborts where nothing comes for long. */
function watchSilence() {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    signal: silence.signal,
    interrupt: () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silence.abort();
      }, silenceMs);
    },
    end: () => {
      clearTimeout(timer);
    },
  };
}

/** A connection that broke while it was read. */
class Broken extends Error {
  readonly isRetryable = true;
}

/** What the caller does wrong must not pass for an outage. */
function mayPass(error: unknown): boolean {
  return error instanceof Error && 'isRetryable' in error && error.isRetryable === true;
}

/** @param onPiece of whatever comes, an event or not */
async function* readEvents(
  body: ReadableStream<Uint8Array>,
  onPiece: () => void,
): AsyncGenerator<EventSourceMessage> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event) });
  const decoder = new TextDecoder();
  // Some browsers cannot iterate over a stream.
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new Broken('the stream of events broke off', { cause });
      });
      if (done) return;
      onPiece();
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(
  ms: number,
  signal: AbortSignal,
  since: Date,
  onState: ReceiveOptions['onState'],
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(tryNow, ms);
    function tryNow() {
      clearTimeout(timer);
      signal.removeEventListener('abort', tryNow);
      resolve();
    }
    signal.addEventListener('abort', tryNow);
    if (signal.aborted) tryNow();
    else onState?.({ state: 'lost', since, retryAt: new Date(Date.now() + ms), tryNow });
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
