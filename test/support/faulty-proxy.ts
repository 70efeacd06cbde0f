import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyProxy {
  readonly endpoint: string;
  /** Requests that did not get their answer so far. */
  readonly lost: () => number;
  stop(): Promise<void>;
}

/** What becomes of a request: it is passed on, answered by 503, or cut off in mid-upload. */
export type Fate = 'pass' | 'unavailable' | 'reset';

/**
 * Passes requests on to a server, but for those that are to fail.
 *
 * @param decide is asked for each request
 */
export async function startFailingProxy(target: string, decide: () => Fate): Promise<FaultyProxy> {
  let failed = 0;
  const server = createServer((incoming, outgoing) => {
    const fate = decide();
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
    const { method = 'GET', url = '/', headers } = incoming;
    const forwarded = request(new URL(url, target), { method, headers, setHost: false });
    forwarded.on('error', () => incoming.socket.destroy());
    incoming.on('error', () => forwarded.destroy());
    incoming.pipe(forwarded);
    forwarded.on('response', (answer: IncomingMessage) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
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
