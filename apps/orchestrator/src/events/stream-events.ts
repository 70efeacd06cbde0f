import { AppError } from '@crossfold/contracts';
import type { Response } from 'express';
import type { EventLog, LoggedEvent } from './event-log.js';

/** Keeps proxies from closing a silent connection, and finds out that a client has gone. */
const heartbeatMs = 15_000;

/**
 * Sends the events after a position, then each new one, until the client goes or the orchestrator
 * leaves: whoever comes back after the last one that it got misses none.
 *
 * @param after position in the log, or null for new events only
 * @throws AppError REQUEST_INVALID when `after` is no position
 */
export async function streamEvents(
  log: EventLog,
  response: Response,
  after: string | null,
  isWanted: (logged: LoggedEvent) => boolean,
  leaving: AbortSignal,
): Promise<void> {
  if (after !== null && !/^\d+-\d+$/.test(after)) {
    throw new AppError('REQUEST_INVALID', `expected an event id for Last-Event-ID, got "${after}"`);
  }
  response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.flushHeaders();
  const send = ({ id, event }: LoggedEvent) => {
    if (response.writableEnded) return;
    response.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  };
  // What happens while the past is read is held back, so that nothing comes twice or too early.
  const held: LoggedEvent[] = [];
  let isLive = false;
  const unsubscribe = log.subscribe((logged) => {
    if (!isWanted(logged)) return;
    if (isLive) send(logged);
    else held.push(logged);
  });
  const heartbeat = setInterval(() => {
    // A client that does not read keeps an ended response open.
    if (!response.writableEnded) response.write(': still here\n\n');
  }, heartbeatMs);
  const end = () => response.end();
  leaving.addEventListener('abort', end, { once: true });
  if (leaving.aborted) end();
  response.on('close', () => {
    leaving.removeEventListener('abort', end);
    clearInterval(heartbeat);
    unsubscribe();
  });
  let last = after ?? '0-0';
  if (after !== null) {
    for await (const logged of log.readAfter(after)) {
      last = logged.id;
      if (isWanted(logged)) send(logged);
    }
  }
  for (const logged of held) if (isLater(logged.id, last)) send(logged);
  isLive = true;
}

function isLater(id: string, other: string): boolean {
  const [ms = 0, sequence = 0] = id.split('-').map(Number);
  const [otherMs = 0, otherSequence = 0] = other.split('-').map(Number);
  return ms > otherMs || (ms === otherMs && sequence > otherSequence);
}
