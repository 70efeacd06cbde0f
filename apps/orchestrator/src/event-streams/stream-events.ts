import { AppError } from '@crossfold/contracts';
import type { Request, Response } from 'express';
import type { EventLog, LoggedEvent } from '../events/event-log.js';
import { logRedisError } from '../process/redis.js';

/** What one stream may hold and take; how many there may be is the matter of `event-streams.ts`. */
export interface StreamLimits {
  /** New events that wait for a client; those beyond are read from the log when it has caught up. */
  readonly heldEvents: number;
  /** A client that takes nothing for so long is cut off. It may come back where it was. */
  readonly stalledMs: number;
  /** Keeps proxies from closing a silent connection, and finds out that a client has gone. */
  readonly heartbeatMs: number;
}

export const streamLimits: StreamLimits = {
  heldEvents: 1000,
  stalledMs: 60_000,
  heartbeatMs: 15_000,
};

/** New events go out together up to so much: a write costs more than an event. */
const pieceChars = 65_536;

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  // Neither stored nor compressed on the way, which would hold events back.
  'Cache-Control': 'no-cache, no-transform',
  // nginx would otherwise collect what comes until its buffer is full.
  'X-Accel-Buffering': 'no',
};

export interface StreamOptions {
  /** Position in the log, or null for new events only. */
  readonly after: string | null;
  /** Only events of this study. */
  readonly studyId?: string;
  /** Which studies whoever asked may know of; left out: all. */
  readonly isShown?: (studyId: string) => boolean;
  /** Aborts when the orchestrator leaves. */
  readonly leaving: AbortSignal;
}

/**
 * Sends the events after a position, then each new one, until the client goes or the orchestrator
 * leaves: whoever comes back after the last one that it got misses none. What a slow client has not
 * taken stays in the log, and not in the memory of this process.
 *
 * @throws AppError REQUEST_INVALID when `after` is no position
 */
export async function streamEvents(
  log: EventLog,
  request: Request,
  response: Response,
  { after, studyId, isShown = () => true, leaving }: StreamOptions,
  limits: StreamLimits = streamLimits,
): Promise<void> {
  if (after !== null) assertEventId(after);
  response.set(headers);
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const held: LoggedEvent[] = [];
  let isBehind = after !== null;
  let wake: () => void = () => undefined;
  const unsubscribe = log.subscribe((logged) => {
    if (studyId !== undefined && logged.event.studyId !== studyId) return;
    if (!isShown(logged.event.studyId)) return;
    if (held.length < limits.heldEvents) held.push(logged);
    else {
      held.length = 0;
      isBehind = true;
    }
    wake();
  });
  const heartbeat = setInterval(() => {
    if (canWrite(response)) response.write(': still here\n\n');
  }, limits.heartbeatMs);
  const end = () => {
    wake();
    response.end();
  };
  leaving.addEventListener('abort', end, { once: true });
  response.on('close', () => {
    leaving.removeEventListener('abort', end);
    clearInterval(heartbeat);
    unsubscribe();
    wake();
  });
  if (leaving.aborted) end();

  let last = after ?? log.position();
  const send = async (logged: LoggedEvent) => {
    if (isLater(logged.id, last)) {
      last = logged.id;
      await write(response, textOf(logged), limits.stalledMs);
    }
  };
  const sendHeld = async () => {
    let text = '';
    while (text.length < pieceChars) {
      const next = held.shift();
      if (!next) break;
      if (!isLater(next.id, last)) continue;
      last = next.id;
      text += textOf(next);
    }
    if (text !== '') await write(response, text, limits.stalledMs);
  };
  try {
    // Without a word a proxy may keep even the head of the answer back.
    await write(response, ': events follow\n\n', limits.stalledMs);
    while (isOpen(response)) {
      if (isBehind) {
        // What happens while the past is read waits, or sets this again.
        isBehind = false;
        for await (const logged of log.readAfter(last, studyId)) {
          if (isShown(logged.event.studyId)) await send(logged);
          if (!isOpen(response)) break;
        }
        continue;
      }
      if (held.length > 0) await sendHeld();
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } catch (error) {
    // The client comes back after the last event that it has.
    logRedisError(error);
    end();
  }
}

/** What Redis takes for a position: 19 digits are less than the 64 bits that each part has. */
export const eventIdPattern = /^[0-9]{1,19}-[0-9]{1,19}$/;

/** @throws AppError REQUEST_INVALID for what is no position in a stream of Redis */
function assertEventId(id: string): void {
  if (eventIdPattern.test(id)) return;
  throw new AppError(
    'REQUEST_INVALID',
    `expected the id of an event for Last-Event-ID, got "${id.slice(0, 100)}"`,
    { remedy: 'Send the id of the last event as it came, or leave it out.' },
  );
}

/** An event has the same text for all who hear of it. */
const texts = new WeakMap<LoggedEvent, string>();

function textOf(logged: LoggedEvent): string {
  const { id, event } = logged;
  const text =
    texts.get(logged) ?? `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  texts.set(logged, text);
  return text;
}

function isOpen(response: Response): boolean {
  return !response.writableEnded && !response.destroyed;
}

function canWrite(response: Response): boolean {
  return isOpen(response) && !response.writableNeedDrain;
}

/** Writes, and waits until the client has taken what is written, or has gone. */
async function write(response: Response, text: string, stalledMs: number): Promise<void> {
  if (!isOpen(response) || response.write(text)) return;
  await new Promise<void>((resolve) => {
    const stalled = setTimeout(() => response.destroy(), stalledMs);
    const settle = () => {
      clearTimeout(stalled);
      response.off('drain', settle).off('close', settle).off('finish', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle).on('finish', settle);
  });
}

function isLater(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && sequence > otherSequence);
}
