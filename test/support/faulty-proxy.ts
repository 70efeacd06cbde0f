import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyProxy {
  readonly endpoint: string;
  /** Requests that did not get their answer so far, or got it late. */
  readonly lost: () => number;
  stop(): Promise<void>;
}

/** What something else than the server answers in its place. */
export interface ForgedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * What becomes of a request: it is passed on, at once or late; answered by 503, or by something
 * else; cut off in mid-upload; or it gets no answer, and its connection stays.
 */
export type Fate = 'pass' | 'slow' | 'unavailable' | 'reset' | 'silent' | ForgedAnswer;

const slowMs = 2000;

/**
 * Passes requests on to a server, but for those that are to fail.
 *
 * @param decide is asked for each request
 */
export async function startFailingProxy(
  target: string,
  decide: (request: IncomingMessage) => Fate,
): Promise<FaultyProxy> {
  let failed = 0;
  const server = createServer((incoming, outgoing) => {
    const fate = decide(incoming);
    if (fate !== 'pass') failed += 1;
    if (fate === 'reset') {
      incoming.once('data', () => incoming.socket.destroy());
      incoming.once('end', () => incoming.socket.destroy());
      return;
    }
    if (fate === 'unavailable') {
      incoming.resume().once('end', () => outgoing.writeHead(503).end());
      return;
    }
    if (typeof fate === 'object') {
      const { status, headers = {}, body = '' } = fate;
      incoming.resume().once('end', () => outgoing.writeHead(status, { ...headers }).end(body));
      return;
    }
    if (fate === 'silent') {
      incoming.resume();
      return;
    }
    if (fate === 'slow') setTimeout(() => passOn(target, incoming, outgoing), slowMs);
    else passOn(target, incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => failed,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function passOn(target: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method = 'GET', url = '/', headers } = incoming;
  const forwarded = request(new URL(url, target), { method, headers, setHost: false });
  forwarded.on('error', () => incoming.socket.destroy());
  incoming.on('error', () => forwarded.destroy());
  incoming.pipe(forwarded);
  forwarded.on('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
}

/** Passes requests on to a server, and loses the answer to the first one of a method. */
export async function startProxyLosingFirst(method: string, target: string): Promise<FaultyProxy> {
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const { method: asked = 'GET', url = '/', headers } = incoming;
    const forwarded = request(new URL(url, target), { method: asked, headers, setHost: false });
    incoming.pipe(forwarded);
    forwarded.on('response', (answer: IncomingMessage) => {
      if (asked === method && lost === 0) {
        lost += 1;
        // Only when the server is done: what is lost is the answer, not the write.
        answer.resume().once('end', () => incoming.socket.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
