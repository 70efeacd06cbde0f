import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.js';

interface Answer {
  readonly keys?: readonly string[];
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

const script = fileURLToPath(new URL('../support/list-keys.mjs', import.meta.url));

/** As much of S3 as a list of nothing takes. */
const listNothing: RequestListener = (_, response) => {
  response.setHeader('content-type', 'application/xml');
  response.end('<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>');
};

describe('S3 store over TLS', () => {
  let folder: string;
  const servers: Server[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-tls-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    await rm(folder, { recursive: true });
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async function list(endpoint: string, trusted?: string): Promise<Answer> {
    const { stdout } = await promisify(execFile)(process.execPath, [script], {
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
        CROSSFOLD_STORE: 's3://lesions',
        S3_ENDPOINT: endpoint,
        NODE_EXTRA_CA_CERTS: trusted,
      },
    });
    return JSON.parse(stdout) as Answer;
  }

  it('is read where the certificate is trusted, and refused by name where it is not', async () => {
    const { key, cert, path } = await makeCertificate(folder, 'IP:127.0.0.1');
    const address = await listen(createServer({ key, cert }, listNothing));
    expect(await list(`https://${address}`, path)).toEqual({ keys: [] });
    const refused = await list(`https://${address}`);
    expect(refused).toMatchObject({ code: 'STORE_REFUSED' });
    expect(refused.message).toContain(
      `expected a certificate that this machine trusts at https://${address}`,
    );
    expect(refused.remedy).toContain('NODE_EXTRA_CA_CERTS');
  });

  it.each([
    ['has lapsed', 'IP:127.0.0.1', -1, 'a certificate that is valid today', 'Renew'],
    ['names another host', 'DNS:example.org', 2, 'a certificate for the host', 'host name'],
  ])('is refused where the certificate %s', async (_, name, days, expected, remedy) => {
    const { key, cert, path } = await makeCertificate(folder, name, days);
    const address = await listen(createServer({ key, cert }, listNothing));
    const refused = await list(`https://${address}`, path);
    expect(refused).toMatchObject({ code: 'STORE_REFUSED' });
    expect(refused.message).toContain(expected);
    expect(refused.remedy).toContain(remedy);
  });

  it('is refused where the server speaks no TLS', async () => {
    const address = await listen(createPlainServer(listNothing));
    const refused = await list(`https://${address}`);
    expect(refused).toMatchObject({ code: 'STORE_REFUSED' });
    expect(refused.message).toContain(`expected a server that speaks TLS at https://${address}`);
    expect(refused.remedy).toContain('http://');
  });

  it('says where it is spoken to without TLS', async () => {
    const { key, cert } = await makeCertificate(folder, 'IP:127.0.0.1');
    const address = await listen(createServer({ key, cert }, listNothing));
    expect(await list(`http://${address}`)).toMatchObject({
      code: 'STORE_UNAVAILABLE',
      remedy: expect.stringContaining('S3_ENDPOINT') as string,
    });
  });
});
