import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RandomStream } from '@crossfold/random';

/** An answer on its way back. */
interface Answer {
  readonly method: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface ManglingProxy {
  readonly endpoint: string;
  /** Share of the answers that are mangled. */
  share: number;
  /** Kinds of damage done so far, and how often. */
  readonly done: ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const page = '<!doctype html><html><body>Service temporarily gone</body></html>';
const statuses = [
  ...[200, 204, 206, 301, 302, 307, 400, 401, 403, 404, 405, 408, 409, 411, 416, 429],
  ...[500, 501, 502, 503, 504, 507, 520],
];

type Damage = (answer: Answer, response: ServerResponse, random: RandomStream) => unknown;

/** What proxies and networks do to answers. None of it makes a lie that nobody could tell. */
const damages = {
  'another status, without the marks of S3': ({ headers, body }, response, random) => {
    const status = statuses[random.integer(statuses.length)] ?? 500;
    const type = headers['content-type'];
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);
  },
  'a page': (_, response, random) => {
    const status = statuses[random.integer(statuses.length)] ?? 500;
    response.writeHead(status, { 'content-type': 'text/html' }).end(page);
  },
  'no answer, and the connection closed': (_, response) => socketOf(response).destroy(),
  'cut off before its length': ({ status, headers, body }, response, random) => {
    response.writeHead(status, headers);
    const part = body.subarray(0, random.integer(body.length + 1));
    // The end of the connection must not overtake the bytes.
    response.write(part, () => setTimeout(() => socketOf(response).destroy(), 5));
  },
  'cut off without a length': ({ status, headers, body }, response, random) => {
    const rest = Object.entries(headers).filter(([name]) => name !== 'content-length');
    response.writeHead(status, { ...Object.fromEntries(rest), connection: 'close' });
    response.end(body.subarray(0, random.integer(body.length + 1)));
  },
  'a length that is too short': ({ status, headers, body }, response, random) => {
    const length = String(random.integer(body.length + 1));
    response.strictContentLength = false;
    response.writeHead(status, { ...headers, 'content-length': length, connection: 'close' });
    response.end(body);
  },
  'a byte changed': ({ method, status, headers, body }, response, random) => {
    const changed = Buffer.from(body);
    const isObject = method === 'GET' && headers['x-amz-meta-sha256'] !== undefined;
    if (isObject && body.length > 0)
      changed.writeUInt8(random.integer(256), random.integer(body.length));
    response.writeHead(status, headers).end(changed);
  },
  'byte by byte': ({ status, headers, body }, response) => {
    response.writeHead(status, headers);
    for (const [at] of body.subarray(0, 20).entries()) response.write(body.subarray(at, at + 1));
    setTimeout(() => response.end(body.subarray(20)), 20);
  },
  'without its headers': ({ status, body }, response) => response.writeHead(status).end(body),
  'no HTTP': (_, response) => socketOf(response).end('-ERR unknown command\r\n'),
} as const satisfies Record<string, Damage>;
const kinds = Object.keys(damages) as (keyof typeof damages)[];

function socketOf(response: ServerResponse): Duplex {
  if (!response.socket) throw new Error('expected a connection of the response');
  return response.socket;
}

/** Passes requests on to a server, always, and mangles answers at random. */
export async function startManglingProxy(
  target: string,
  random: RandomStream,
): Promise<ManglingProxy> {
  const done = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    const { method = 'GET', url = '/', headers } = incoming;
    const forwarded = request(new URL(url, target), { method, headers, setHost: false });
    incoming.pipe(forwarded);
    forwarded.on('error', () => incoming.socket.destroy());
    forwarded.on('response', (answer) => {
      void answer.toArray().then((chunks) => {
        const body = Buffer.concat(chunks as Buffer[]);
        const { statusCode: status = 502, headers: given } = answer;
        if (random.uniform() >= proxy.share) {
          outgoing.writeHead(status, given).end(body);
          return;
        }
        const kind = kinds[random.integer(kinds.length)] ?? 'a page';
        done.set(kind, (done.get(kind) ?? 0) + 1);
        damages[kind]({ method, status, headers: given, body }, outgoing, random);
      });
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ManglingProxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    share: 0,
    done,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}
