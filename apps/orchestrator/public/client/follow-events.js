/** @import { StudyEvent } from '@crossfold/contracts' */
import { ApiProblem, request, unreachable } from './api.js';
import { createEventParser } from './event-parser.js';

/**
 * @typedef {{ state: 'connecting' } | { state: 'live' }
 *   | { state: 'lost', since: Date, retryAt: Date, tryNow: () => void }} Connection
 */

/** The server says "still here" every 15 s; longer silence than this means that it is gone. */
const silenceMs = 40_000;
const firstDelayMs = 1000;
const longestDelayMs = 15_000;

/**
 * Follows a stream of events until it is aborted. `fetch` and not EventSource, which cannot carry
 * a token. After an outage it asks for what has happened since the last event.
 *
 * @param {object} options
 * @param {string} options.path of the stream in the API
 * @param {AbortSignal} options.signal
 * @param {() => Promise<string | null>} options.load reads what the page shows anew before each
 *   connection; gives the event id to begin after when none has been seen
 * @param {(event: StudyEvent) => void} options.onEvent
 * @param {(connection: Connection) => void} options.onConnection
 * @throws {ApiProblem} when the server refuses (4xx): trying again would not help
 */
export async function followEvents({ path, signal, load, onEvent, onConnection }) {
  /** @type {string | null} */
  let lastId = null;
  /** @type {Date | null} */
  let since = null;
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
    await pause(delayMs, signal, since, onConnection);
    delayMs = Math.min(longestDelayMs, 2 * delayMs);
  }
}

/**
 * Whether trying again may help. What this page itself does wrong must not pass for an outage.
 *
 * @param {unknown} error
 */
function isOutage(error) {
  if (error instanceof ApiProblem) return error.status === 0 || error.status >= 500;
  return error instanceof DOMException && error.name === 'AbortError';
}

/** @returns {never} */
function breakOff() {
  throw unreachable();
}

/**
 * @param {number} delayMs
 * @param {AbortSignal} signal
 * @param {Date} since
 * @param {(connection: Connection) => void} onConnection
 * @returns {Promise<void>}
 */
function pause(delayMs, signal, since, onConnection) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs);
    const tryNow = () => {
      clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', tryNow, { once: true });
    if (signal.aborted) tryNow();
    else onConnection({ state: 'lost', since, retryAt: new Date(Date.now() + delayMs), tryNow });
  });
}

/**
 * Reads one connection to its end.
 *
 * @param {string} path
 * @param {string | null} lastId
 * @param {AbortSignal} signal
 * @param {{ onOpen: () => void, onEvent: (id: string, event: StudyEvent) => void }} listeners
 */
async function readStream(path, lastId, signal, { onOpen, onEvent }) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), silenceMs);
  try {
    const { body } = await request(path, {
      headers: lastId === null ? {} : { 'last-event-id': lastId },
      signal: AbortSignal.any([signal, silence.signal]),
    });
    onOpen();
    const parse = createEventParser((id, data) => onEvent(id, JSON.parse(data)));
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = () => reader?.read().catch(breakOff);
    for (let read = await next(); read && !read.done; read = await next()) {
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      parse(read.value);
    }
  } finally {
    clearTimeout(timer);
  }
}
