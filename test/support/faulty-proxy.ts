import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FaultyProxy {
  readonly endpoint: string;
  /** Answers that were thrown away so far. */
  readonly lost: () => number;
  stop(): Promise<void>;
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
