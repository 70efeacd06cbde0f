import { request, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What `fetch` would not send as it is: any Host, Origin and fetch metadata, and any method. */
export interface RawRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/**
 * Sends a request as it stands and reads its answer; of a stream of events, the beginning.
 *
 * @param url whose path is sent without being tidied up
 */
export function sendRaw(url: string, { method = 'GET', headers = {}, body }: RawRequest = {}) {
  const { hostname, port } = new URL(url);
  const path = url.slice(url.indexOf('/', 'http://'.length));
  return new Promise<RawAnswer>((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      const finish = () => {
        const { statusCode = 0, headers: answered } = response;
        resolve({ status: statusCode, headers: answered, text: Buffer.concat(chunks).toString() });
        sent.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if (/^text\/event-stream/.test(response.headers['content-type'] ?? '')) finish();
      });
      response.on('end', finish);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
