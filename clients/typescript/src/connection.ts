import { errorOf, unreachable } from './errors.js';

export interface ClientOptions {
  /** Of the orchestrator, with the path that a proxy serves it under. */
  readonly url: string;
  readonly token?: string | null;
  /** In place of the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** How long an answer may take to begin; streams of events have no limit. */
  readonly timeoutMs?: number;
}

/** Sends requests, and turns whatever is no answer into a `CrossfoldError`. */
export interface Connection {
  readonly url: string;
  /** Of the API: `URL/api/v1`. */
  readonly base: string;
  /** @throws CrossfoldError for every status that is no success, and where nobody answers */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** As the global one, with the token; throws as `send` does. */
  readonly fetch: (request: Request) => Promise<Response>;
}

const defaultTimeoutMs = 60_000;

export function createConnection(options: ClientOptions): Connection {
  const url = options.url.replace(/\/+$/, '');
  const { token = null, timeoutMs = defaultTimeoutMs } = options;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function ask(call: () => Promise<Response>, signal: AbortSignal | null): Promise<Response> {
    try {
      const response = await call();
      if (response.ok) return response;
      throw await errorOf(response, url);
    } catch (error) {
      // What the caller has ended is no fault of the server.
      if (signal?.aborted || (error instanceof Error && error.name === 'CrossfoldError')) {
        throw error;
      }
      throw unreachable(url, error);
    }
  }

  const base = `${url}/api/v1`;
  return {
    url,
    base,
    send(path, init = {}) {
      const headers = {
        accept: 'application/json',
        ...plainHeaders(init.headers),
        ...(token !== null && { authorization: `Bearer ${token}` }),
      };
      const signal = init.signal ?? AbortSignal.timeout(timeoutMs);
      return ask(() => send(`${base}${path}`, { ...init, headers, signal }), init.signal ?? null);
    },
    fetch(request) {
      if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(timeoutMs)]);
      return ask(() => send(request, { signal }), request.signal);
    },
  };
}

/** By lower-case names. Without `Headers`, which loads the whole of `fetch` where that is not used. */
function plainHeaders(given: HeadersInit = {}): Record<string, string> {
  const entries = Symbol.iterator in given ? [...given] : Object.entries(given);
  return Object.fromEntries(entries.map(([name = '', value = '']) => [name.toLowerCase(), value]));
}
