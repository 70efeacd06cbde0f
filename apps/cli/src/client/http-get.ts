import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** What of a `Response` is read of an answer that is JSON: its body, or its text. */
export interface HttpAnswer extends Pick<Response, 'ok' | 'status' | 'text'> {
  readonly body: AsyncIterable<Uint8Array>;
}

export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * A GET without the global `fetch`, whose first call takes Node 0.1 s of processor time: more than
 * all else that a command does which lists something.
 *
 * @returns null for a redirect, which is for `fetch` to follow
 * @throws Error as `node:http` does
 */
export function getOverHttp(
  url: string,
  { headers = {}, signal }: GetOptions,
): Promise<HttpAnswer | null> {
  const request = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, ...(signal && { signal }) }, (response) => {
      const { statusCode: status = 0 } = response;
      if (status >= 300 && status < 400) {
        response.resume();
        resolve(null);
        return;
      }
      const ok = status >= 200 && status < 300;
      resolve({ ok, status, body: response, text: () => text(response) });
    });
    sent.once('error', reject);
    sent.end();
  });
}

/** As the global one; what asks for JSON goes without it. */
export const fetchLightly: typeof globalThis.fetch = async (input, init = {}) => {
  const { method = 'GET', headers, signal } = init;
  const plain = isPlain(headers) ? headers : null;
  if (method === 'GET' && typeof input === 'string' && plain?.['accept'] === 'application/json') {
    const answer = await getOverHttp(input, { headers: plain, ...(signal && { signal }) });
    // Whoever asks for JSON reads no more of the answer.
    if (answer) return answer as unknown as Response;
  }
  return globalThis.fetch(input, init);
};

function isPlain(headers: RequestInit['headers']): headers is Record<string, string> {
  return headers !== undefined && !(Symbol.iterator in headers);
}
