import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createPlainServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { probeRedis } from '@crossfold/queue';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.js';

describe('a Redis over TLS', () => {
  let folder: string;
  const servers: Server[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-redis-tls-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) server.close();
    await rm(folder, { recursive: true });
  });

  async function listen(server: Server): Promise<string> {
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return `rediss://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it('is refused by name where this machine does not trust its certificate', async () => {
    const { key, cert } = await makeCertificate(folder, 'IP:127.0.0.1');
    const url = await listen(createServer({ key, cert }, (socket) => socket.on('error', () => 0)));
    await expect(probeRedis(url, '{crossfold}')).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
      message: expect.stringContaining('expected a certificate that this machine trusts') as string,
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
    });
  });

  it('is refused by name where its port does not speak TLS', async () => {
    const plain = createPlainServer((socket) => {
      socket.on('error', () => 0);
      socket.once('data', () => socket.end('-ERR unknown command\r\n'));
    });
    await expect(probeRedis(await listen(plain), '{crossfold}')).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
      remedy: expect.stringContaining('redis://') as string,
    });
  });
});
