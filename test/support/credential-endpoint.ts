import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint does with a request; a number is the status of an error. */
export type CredentialFate = 'give' | 'silent' | number;

export interface CredentialEndpoint {
  /** For AWS_CONTAINER_CREDENTIALS_FULL_URI. */
  readonly url: string;
  fate: CredentialFate;
  /** Requests that got no credentials so far. */
  readonly refused: () => number;
  stop(): Promise<void>;
}

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Gives credentials as the agent of a container platform does.
 *
 * @param lifeMs of what it gives; the SDK asks again five minutes before the end
 */
export async function startCredentialEndpoint(
  { accessKeyId, secretAccessKey }: Key,
  lifeMs = 3_600_000,
): Promise<CredentialEndpoint> {
  let refused = 0;
  const server = createServer((_, response) => {
    const { fate } = endpoint;
    if (fate !== 'give') refused += 1;
    if (fate === 'silent') return;
    if (fate !== 'give') {
      response.writeHead(fate, { 'content-type': 'application/json' }).end('{"Code":"No"}');
      return;
    }
    const Expiration = new Date(Date.now() + lifeMs).toISOString();
    const given = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: '' };
    response.end(JSON.stringify({ ...given, Expiration }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint: CredentialEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/role`,
    fate: 'give',
    refused: () => refused,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}
