import type { SessionView } from '@crossfold/contracts';
import { queryOptions } from '@tanstack/react-query';
import { apiUrl } from './api-url.js';

/** The session of this browser, asked for once a page: its cookie is nothing that a script can read. */
class BrowserSession {
  #asked: Promise<SessionView | null> | undefined;
  /** Whether somebody is logged in, as far as is known. */
  isOpen = false;

  /** Null where the server cannot be asked, or lets nobody in without a login. */
  read(): Promise<SessionView | null> {
    this.#asked ??= this.#ask().catch(() => {
      this.#asked = undefined;
      return null;
    });
    return this.#asked;
  }

  /**
   * Opens a session with a token, which nothing here keeps.
   *
   * @returns whether the token was accepted
   */
  async open(token: string): Promise<boolean> {
    const { ok } = await send('session', { authorization: `Bearer ${token}` });
    this.#asked = undefined;
    return ok;
  }

  async end(): Promise<void> {
    const csrfToken = (await this.read())?.csrfToken ?? '';
    await send('session/end', { 'x-csrf-token': csrfToken });
    this.#asked = undefined;
  }

  async #ask(): Promise<SessionView | null> {
    const response = await fetch(apiUrl('session'), { cache: 'no-store' });
    const view = response.ok ? ((await response.json()) as SessionView) : null;
    this.isOpen = view !== null && view.csrfToken !== null;
    return view;
  }
}

export const browserSession = new BrowserSession();

/** Who looks at the page, and what they may do; asked again while there is no answer. */
export function sessionQuery() {
  return queryOptions({
    queryKey: ['session'],
    queryFn: () => browserSession.read(),
    staleTime: ({ state }) => (state.data ? Infinity : 0),
  });
}

function send(path: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(apiUrl(path), {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{}',
  });
}
