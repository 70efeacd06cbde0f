import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchLightly } from './http-get.js';

const json = { headers: { accept: 'application/json', authorization: 'Bearer x' } };

describe('a request for JSON', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { authorization } = request.headers;
      if (request.url === '/moved') response.writeHead(302, { location: '/here' }).end();
      else if (request.url === '/late') return;
      else
        response.writeHead(request.url === '/here' ? 200 : 404).end(`{"with":"${authorization}"}`);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each([
    ['/here', 200, true],
    ['/nowhere', 404, false],
    ['/moved', 200, true],
  ])('answers as fetch does: %s', async (path, status, ok) => {
    const answer = await fetchLightly(`${url}${path}`, json);
    expect([answer.status, answer.ok]).toEqual([status, ok]);
    expect(await answer.text()).toBe('{"with":"Bearer x"}');
  });

  it('ends with its signal, and says why where nobody listens', async () => {
    const late = fetchLightly(`${url}/late`, { ...json, signal: AbortSignal.timeout(20) });
    await expect(late).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
    const nobody = fetchLightly('http://127.0.0.1:1/', json);
    await expect(nobody).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
