import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { Certificate } from './certificate.js';

/** Ends TLS before a server of this machine that speaks none, as the Valkey of the tests does not. */
export async function startTlsFront(
  { key, cert }: Certificate,
  target: number,
): Promise<{ readonly port: number; stop(): void }> {
  const server = createServer({ key, cert }, (near) => {
    const far = connect(target, '127.0.0.1');
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const side of [near, far]) side.on('error', end).on('close', end);
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, stop: () => void server.close() };
}
