import { Controller, Get, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import 'reflect-metadata';
import type { Request, Response } from 'express';
import { afterEach, expect, it } from 'vitest';
import { setPrincipal } from '../guard/acting-principal.js';
import { LimitedAdapter } from './limited-adapter.js';
import { ProblemFilter } from './problem.filter.js';
import { RateLimitGuard, rateLimits } from './rate-limits.js';

class Answers {
  answer(): string {
    return 'answer';
  }
}

// Sources are compiled with decorators, tests are not.
Controller()(Answers);
const routes: readonly (readonly [name: string, path: MethodDecorator])[] = [
  ['read', Get('read')],
  ['other', Get('other')],
  ['write', Post('write')],
  ['live', Get('health/live')],
];
for (const [name, decorate] of routes) {
  const descriptor = { configurable: true, value: () => name };
  Object.defineProperty(Answers.prototype, name, descriptor);
  decorate(Answers.prototype, name, descriptor);
}

/** Has what the module is made of below. */
class Limited {
  readonly name = 'limited';
}

const closes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closes.splice(0)) await close();
});

/** Two reads a second, one write a second: twenty and ten in a window. @returns statuses in turn */
async function startServer() {
  const config = { readsPerSecond: 2, writesPerSecond: 1 };
  const module = {
    module: Limited,
    imports: [ThrottlerModule.forRoot(rateLimits(config))],
    controllers: [Answers],
    providers: [RateLimitGuard],
  };
  const app = await NestFactory.create(module, new LimitedAdapter(), { logger: false });
  app.useGlobalGuards(app.get(RateLimitGuard));
  app.useGlobalFilters(new ProblemFilter());
  // As the check of tokens does.
  app.use(({ headers }: Request, response: Response, next: () => void) => {
    const tokenId = /^Bearer known-(.*)$/.exec(headers.authorization ?? '')?.[1] ?? null;
    setPrincipal(response, { user: 'somebody', role: 'researcher', projects: null, tokenId });
    next();
  });
  await app.listen(0, '127.0.0.1');
  closes.push(() => app.close());
  const url = await app.getUrl();
  return (path: string, method = 'GET', token?: string) =>
    fetch(`${url}/${path}`, {
      method,
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
}

it('counts reads over all routes, and writes apart, and names the wait', async () => {
  const ask = await startServer();
  for (let count = 0; count < 20; count++) {
    expect((await ask(count % 2 ? 'read' : 'other')).status).toBe(200);
  }
  const refused = await ask('read');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const wait = Number(refused.headers.get('retry-after'));
  expect(wait).toBeGreaterThanOrEqual(1);
  expect(wait).toBeLessThanOrEqual(10);
  expect(await refused.json()).toMatchObject({ title: 'RATE_LIMITED', status: 429 });
  for (let count = 0; count < 10; count++) expect((await ask('write', 'POST')).status).toBe(201);
  expect((await ask('write', 'POST')).status).toBe(429);
  expect((await ask('health/live')).status).toBe(200);
});

it('counts each token for itself, and where none is known, the address whatever is sent', async () => {
  const ask = await startServer();
  for (let count = 0; count < 20; count++) await ask('read', 'GET', 'known-a');
  expect((await ask('read', 'GET', 'known-a')).status).toBe(429);
  expect((await ask('read', 'GET', 'known-b')).status).toBe(200);
  for (let count = 0; count < 20; count++) await ask('read', 'GET', `other-${count}`);
  expect((await ask('read', 'GET', 'yet-another')).status).toBe(429);
});
