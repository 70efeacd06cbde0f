import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cloud } from '../process/config.js';
import { cloudNotices } from './cloud-notices.js';

describe('cloudNotices', () => {
  const servers: ReturnType<typeof createServer>[] = [];

  afterEach(() => {
    for (const server of servers) server.close();
    servers.length = 0;
  });

  async function ask(cloud: Cloud, answer: RequestListener): Promise<string | null> {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return cloudNotices[cloud].ask(url, AbortSignal.timeout(5000));
  }

  const aws =
    (status: number, body: string): RequestListener =>
    ({ method, url, headers }, response) => {
      if (method === 'PUT') response.end('a-token');
      else if (headers['x-aws-ec2-metadata-token'] !== 'a-token') response.writeHead(401).end();
      else if (url === '/latest/meta-data/spot/instance-action') {
        response.writeHead(status).end(body);
      } else response.writeHead(500).end();
    };
  const gcp =
    (body: string): RequestListener =>
    ({ headers }, response) => {
      response.writeHead(headers['metadata-flavor'] === 'Google' ? 200 : 403).end(body);
    };
  const azure =
    (type: string): RequestListener =>
    ({ headers }, response) => {
      const events = [
        { EventId: 'x', EventType: type, EventStatus: 'Scheduled', NotBefore: 'now' },
      ];
      response
        .writeHead(headers['metadata'] === 'true' ? 200 : 400)
        .end(JSON.stringify({ DocumentIncarnation: 1, Events: events }));
    };

  it.each([
    ['aws', aws(404, 'Not Found'), null],
    ['aws', aws(200, '{"action":"terminate","time":"soon"}'), 'terminate at soon'],
    ['gcp', gcp('FALSE'), null],
    ['gcp', gcp('TRUE\n'), 'preempted'],
    ['azure', azure('Freeze'), null],
    ['azure', azure('Preempt'), 'Preempt at now'],
  ] as const)('reads what %s says', async (cloud, answer, notice) => {
    expect(await ask(cloud, answer)).toBe(notice);
  });

  it('takes an answer that fails for none', async () => {
    const fail: RequestListener = (_, response) => {
      response.writeHead(503).end();
    };
    for (const cloud of ['aws', 'gcp', 'azure'] as const) {
      await expect(ask(cloud, fail)).rejects.toThrow('HTTP 503');
    }
  });
});
