import { readFile } from 'node:fs/promises';
import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  type StudyEvent,
} from '@crossfold/contracts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNginx, type RunningNginx } from '../support/nginx.js';
import { sendRaw } from '../support/raw-request.js';
import { startStack, type Stack } from '../support/stack.js';

const guidePath = new URL('../../docs/deployment.md', import.meta.url);
const eventCount = 82;

/** The block of the guide, with the port of this orchestrator. */
async function documentedBlock(origin: string): Promise<string> {
  const guide = await readFile(guidePath, 'utf8');
  const block = /^```nginx\n(.*?)^```$/ms.exec(guide)?.[1] ?? '';
  expect(block).toContain('http://127.0.0.1:7430');
  return block.replace('http://127.0.0.1:7430', origin);
}

const bare = (origin: string) => Promise.resolve(`location / { proxy_pass ${origin}; }`);
const stripping = (origin: string) =>
  Promise.resolve(`location /crossfold/ { proxy_pass ${origin}/; }`);
const gzip = 'gzip on; gzip_types *; gzip_proxied any; gzip_min_length 0;';

const blocks = {
  'the documented block': { base: '/crossfold', block: documentedBlock },
  'the documented block, and gzip': {
    base: '/crossfold',
    block: async (origin: string) => `${gzip} ${await documentedBlock(origin)}`,
  },
  'the defaults': { base: '', block: bare },
  'a path that is taken off, and gzip': {
    base: '/crossfold',
    block: async (origin: string) => `${gzip} ${await stripping(origin)}`,
  },
};

describe('behind nginx', () => {
  let stack: Stack;
  let redis: Redis;

  beforeAll(async () => {
    stack = await startStack({
      CROSSFOLD_BASE_PATH: '/crossfold',
      CROSSFOLD_ALLOWED_HOSTS: 'lab.example',
    });
    redis = new Redis(stack.env['REDIS_URL'] ?? '');
  });

  afterAll(async () => {
    redis.disconnect();
    await stack.stop();
  });

  describe.each(Object.entries(blocks))('with %s', (_, { base, block }) => {
    let nginx: RunningNginx;

    beforeAll(async () => {
      nginx = await startNginx(await block(new URL(stack.api).origin));
    });

    afterAll(() => nginx.stop());

    it('events come as they happen', async () => {
      const response = await fetch(`${nginx.url}${base}/api/v1/events`, {
        headers: { 'accept-encoding': 'gzip' },
        signal: AbortSignal.timeout(60_000),
      });
      expect(response.status).toBe(200);
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      const readUntil = async (part: string) => {
        while (!text.includes(part)) {
          const { done, value } = (await reader?.read()) ?? { done: true };
          if (done) throw new Error(`expected ${part}, got the end after ${text}`);
          text += value;
        }
      };
      await readUntil(': events follow');
      for (let number = 0; number < eventCount; number++) {
        const event: StudyEvent = {
          type: 'study.submitted',
          at: new Date().toISOString(),
          studyId: `study-${number}-`,
          trials: 1,
        };
        const key = eventStreamKey(defaultQueuePrefix);
        await redis.xadd(key, '*', eventStreamField, JSON.stringify(event));
        // The next is not sent before this one has come.
        await readUntil(`study-${number}-`);
      }
      await reader?.cancel();
    });

    it('page and API answer, and the page may act', async () => {
      for (const path of ['/', '/favicon.svg', '/api/', '/api/v1/studies', '/health/live']) {
        const answer = await sendRaw(`${nginx.url}${base}${path}`);
        expect([path, answer.status]).toEqual([path, 200]);
      }
      const asked = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      };
      const own = { ...asked.headers, origin: nginx.url, 'sec-fetch-site': 'same-origin' };
      const named = { ...asked.headers, host: 'lab.example', origin: 'https://lab.example' };
      const foreign = { ...asked.headers, origin: 'http://evil.example' };
      const url = `${nginx.url}${base}/api/v1/reconcile`;
      // Without Host handed on, only configured names are known to be the page's.
      if (block === documentedBlock) {
        expect(await sendRaw(url, { ...asked, headers: own })).toMatchObject({ status: 200 });
        const evil = { ...asked.headers, host: 'evil.example' };
        expect(await sendRaw(url, { ...asked, headers: evil })).toMatchObject({ status: 421 });
      }
      expect(await sendRaw(url, { ...asked, headers: named })).toMatchObject({ status: 200 });
      expect(await sendRaw(url, { ...asked, headers: foreign })).toMatchObject({ status: 403 });
    });
  });
});
