import { receiveEvents, type StreamState } from '@crossfold/client/events';
import type { StudyEvent } from '@crossfold/contracts';
import { request } from './request.js';

const longestReconnectMs = 15_000;

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
  readonly onConnection: (connection: StreamState) => void;
}

/**
 * Follows a stream of events until it is aborted. `fetch` and not EventSource, which tells
 * nothing of a refusal. After an outage it asks for what has happened since the last event.
 *
 * @throws ApiProblem when the server refuses (4xx): trying again would not help
 */
export async function followEvents(following: Following): Promise<void> {
  const { path, signal, load, onEvent, onConnection } = following;
  const events = receiveEvents({ send: sendRequest }, path, {
    signal,
    longestReconnectMs,
    attempts: Infinity,
    prepare: load,
    onState: onConnection,
  });
  for await (const { event } of events) onEvent(event as unknown as StudyEvent);
}

function sendRequest(path: string, { headers, signal }: RequestInit = {}): Promise<Response> {
  return request(path, {
    headers: headers as Readonly<Record<string, string>>,
    signal: signal ?? undefined,
  });
}
