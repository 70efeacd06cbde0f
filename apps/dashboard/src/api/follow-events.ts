import type { StudyEvent } from '@crossfold/contracts';
import { createEventParser } from './event-parser.js';
import { ApiProblem } from './api-problem.js';
import { request, unreachable } from './request.js';

export type Connection =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'lost';
      readonly since: Date;
      readonly retryAt: Date;
      readonly tryNow: () => void;
    };

/** The server says "still here" every 15 s; longer silence than this means that it is gone. */
const silenceMs = 40_000;
const firstDelayMs = 1000;
const longestDelayMs = 15_000;

export interface Following {
  /** Of the stream in the API. */
  readonly path: string;
  readonly signal: AbortSignal;
  /**
   * Reads what the page shows anew before each connection; gives the event id to begin after when
   * none has been seen.
   */
  readonly load: () => Promise<string | null>;
  readonly onEvent: (event: StudyEvent) => void;
  readonly onConnection: (connection: Connection) => void;
}

/**
 * Follows a stream of events until it is aborted. `fetch` and not EventSource, which tells
 * nothing of a refusal. After an outage it asks for what has happened since the last event.
 *
 * @throws ApiProblem when the server refuses (4xx): trying again would not help
 */
export async function followEvents(following: Following): Promise<void> {
  const { path, signal, load, onEvent, onConnection } = following;
  let lastId: string | null = null;
  let since: Date | null = null;
  let delayMs = firstDelayMs;
  onConnection({ state: 'connecting' });
  while (!signal.aborted) {
    try {
      const loadedAfter = await load();
      lastId ??= loadedAfter;
      await readStream(path, lastId, signal, {
        onOpen() {
          since = null;
          delayMs = firstDelayMs;
          onConnection({ state: 'live' });
        },
        onEvent(id, event) {
          lastId = id;
          onEvent(event);
        },
      });
    } catch (error) {
      if (signal.aborted) return;
      if (!isOutage(error)) throw error;
    }
    since ??= new Date();
    await pause(delayMs, { signal, since, onConnection });
    delayMs = Math.min(longestDelayMs, 2 * delayMs);
  }
}

/** Whether trying again may help. What this page itself does wrong must not pass for an outage. */
function isOutage(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.status === 0 || error.status >= 500;
  return error instanceof DOMException && error.name === 'AbortError';
}

function pause(
  delayMs: number,
  { signal, since, onConnection }: Pick<Following, 'signal' | 'onConnection'> & { since: Date },
): Promise<void> {
  return new Promise((resolve) => {
    const tryNow = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', tryNow);
      resolve();
    };
    const timer = setTimeout(tryNow, delayMs);
    signal.addEventListener('abort', tryNow, { once: true });
    if (signal.aborted) tryNow();
    else onConnection({ state: 'lost', since, retryAt: new Date(Date.now() + delayMs), tryNow });
  });
}

interface Listeners {
  readonly onOpen: () => void;
  readonly onEvent: (id: string, event: StudyEvent) => void;
}

/** Reads one connection to its end. */
async function readStream(
  path: string,
  lastId: string | null,
  signal: AbortSignal,
  { onOpen, onEvent }: Listeners,
): Promise<void> {
  const silence = new AbortController();
  const giveUp = () => {
    silence.abort();
  };
  let timer = setTimeout(giveUp, silenceMs);
  try {
    const { body } = await request(path, {
      headers: lastId === null ? {} : { 'last-event-id': lastId },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    onOpen();
    const parse = createEventParser((id, data) => {
      onEvent(id, JSON.parse(data) as StudyEvent);
    });
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = () => reader?.read().catch(breakOff);
    for (let read = await next(); read && !read.done; read = await next()) {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
      parse(read.value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function breakOff(): never {
  throw unreachable();
}
