import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { AppError } from '@crossfold/contracts';
import express, { type NextFunction, type Request, type Response } from 'express';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIdentify } from '../guard/identify.js';
import { requireToken } from './token-check.js';

const token = 'sixteen-characters-or-more';

async function start() {
  const lines: string[] = [];
  const app = express().set('trust proxy', ['loopback']);
  const identify = createIdentify(
    { apiToken: token, oidc: null },
    { check: () => Promise.resolve(null) },
  );
  app.use(requireToken({ identify, tell: (line) => lines.push(line) }));
  app.use((_request, response) => void response.status(204).end());
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    response.status(error instanceof AppError ? error.kind.httpStatus : 500).end();
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const ask = (authorization?: string, path = '/api/v1/studies', from = '192.0.2.1') =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      headers: { 'x-forwarded-for': from, ...(authorization !== undefined && { authorization }) },
    });
  return { ask, lines };
}

describe('requireToken', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token} `])(
    'takes "%s"',
    async (authorization) => {
      const { ask } = await start();
      expect((await ask(authorization)).status).toBe(204);
    },
  );

  it.each(['', token, `Basic ${token}`, `Bearer ${token}x`, 'Bearer', `Bearer${token}`])(
    'refuses "%s", and says how to ask',
    async (authorization) => {
      const { ask } = await start();
      const answer = await ask(authorization);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(
        'Bearer realm="crossfold", error="invalid_token"',
      );
    },
  );

  it('logs wrong tokens without them, and lets the address wait after twenty', async () => {
    const { ask, lines } = await start();
    for (let count = 0; count < 20; count++) {
      expect((await ask('Bearer secret-guess', '/api/v1/a\u00e9')).status).toBe(401);
    }
    const waiting = await ask(`Bearer ${token}`);
    expect(waiting.status).toBe(429);
    expect(Number(waiting.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask(`Bearer ${token}`, undefined, '192.0.2.2')).status).toBe(204);
    expect((await ask()).status).toBe(401);
    expect(lines).toHaveLength(20);
    expect(lines[0]).toBe('refused a wrong API token from 192.0.2.1 for GET "/api/v1/a%C3%A9"');
    expect(lines.at(-1)).toMatch(/; more of this minute are not told$/);
    expect(lines.join()).not.toContain('secret-guess');
  });

  it('counts no request without a token, and none for what is open', async () => {
    const { ask, lines } = await start();
    for (let count = 0; count < 25; count++) {
      expect((await ask(undefined, '/metrics')).status).toBe(401);
      expect((await ask('Bearer wrong', '/health/live')).status).toBe(204);
    }
    expect((await ask(`Bearer ${token}`)).status).toBe(204);
    expect(lines).toEqual([]);
  });
});
