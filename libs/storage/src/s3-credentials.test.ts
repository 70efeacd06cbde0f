import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideCredentials } from './s3-credentials.js';

const key = { AccessKeyId: 'a', SecretAccessKey: 'b', Token: 'c' };

describe('provideCredentials', () => {
  let server: Server;
  let answer: RequestListener;

  const give: RequestListener = (_, response) => {
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    response.end(JSON.stringify({ ...key, Expiration }));
  };

  beforeEach(async () => {
    server = createServer((request, response) => {
      answer(request, response);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/role`);
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      vi.stubEnv(name, '/nowhere');
    }
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('takes an endpoint that is silent for an outage, and does not hang after it', async () => {
    answer = () => undefined;
    const provide = provideCredentials({ timeLimitMs: 300 });
    await expect(provide()).rejects.toMatchObject({
      name: 'CredentialsOutage',
      message: 'no credentials within 0.3 s',
    });
    answer = give;
    expect(await provide()).toMatchObject({ accessKeyId: 'a', sessionToken: 'c' });
  });

  it.each([
    ['503', 503, 'CredentialsOutage'],
    ['429', 429, 'CredentialsOutage'],
    ['403', 403, 'CredentialsRefusal'],
  ])('tells an outage from a refusal (%s)', async (_, status, name) => {
    answer = (_request, response) => response.writeHead(status).end();
    const provide = provideCredentials();
    await expect(provide()).rejects.toMatchObject({
      name,
      message: expect.stringMatching(`AWS_CONTAINER_CREDENTIALS_FULL_URI.*${status}`) as string,
    });
    answer = give;
    expect(await provide()).toMatchObject({ accessKeyId: 'a' });
  });

  it('takes a page for a refusal no more than it takes it for credentials', async () => {
    answer = (_request, response) => response.end('<html></html>');
    await expect(provideCredentials()()).rejects.toMatchObject({ name: 'CredentialsOutage' });
  });
});
