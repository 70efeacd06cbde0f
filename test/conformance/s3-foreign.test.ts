import { randomUUID } from 'node:crypto';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  startFailingProxy,
  type Fate,
  type FaultyProxy,
  type ForgedAnswer,
} from '../support/faulty-proxy.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { expectCode } from './object-store.suite.js';

const page = '<!doctype html><html><head><title>Sign in</title></head><body>x</body></html>';
const html = { 'content-type': 'text/html; charset=utf-8' };
const plain = { 'content-type': 'text/plain; charset=utf-8' };
const xml = { 'content-type': 'application/xml' };
const answers: readonly (readonly [string, ForgedAnswer])[] = [
  ['a 404 of a proxy', { status: 404, headers: plain, body: '404 page not found\n' }],
  ['an empty 404', { status: 404 }],
  ['a page', { status: 200, headers: html, body: page }],
  ['a page for the forbidden', { status: 403, headers: html, body: page }],
  ['a redirect to a page', { status: 302, headers: { ...html, location: '/login' }, body: page }],
  ['JSON', { status: 400, headers: { 'content-type': 'application/json' }, body: '{"a":1}' }],
  ['a cut error', { status: 404, headers: xml, body: '<?xml version="1.0"?><Error><Code>NoSu' }],
  ['another XML', { status: 200, headers: xml, body: '<rss><channel></channel></rss>' }],
];
const acts: readonly (readonly [string, (store: ObjectStore) => Promise<unknown>])[] = [
  ['get', (store) => store.get('there')],
  ['getStream', (store) => store.getStream('there')],
  ['head', (store) => store.head('there')],
  ['put', (store) => store.put('other', Buffer.from('x'), { ifNoneMatch: true })],
  ['put in parts', (store) => store.put('large', Buffer.alloc(9 * 2 ** 20))],
  ['list', (store) => firstOf(store.list(''))],
];

describe('answers that are not of S3', () => {
  let server: S3Server;
  let proxy: FaultyProxy;
  let store: ObjectStore;
  const fate: { now: Fate } = { now: 'pass' };

  beforeAll(async () => {
    server = await startS3Server();
    proxy = await startFailingProxy(server.endpoint, () => fate.now);
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    store = openObjectStore({
      kind: 's3',
      endpoint: proxy.endpoint,
      bucket: server.bucket,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: randomUUID(),
    });
    await store.put('there', Buffer.from('x'));
  });
  afterAll(async () => {
    await store.close();
    await proxy.stop();
    await server.stop();
    vi.unstubAllEnvs();
  });

  describe.each(answers)('%s', (_, answer) => {
    it.each(acts)('is an outage of the store to %s', async (_act, act) => {
      fate.now = answer;
      const error = await expectCode('STORE_UNAVAILABLE', act(store));
      expect(error.message).toContain('is no answer of S3');
      expect(error.remedy).toContain('Check what answers at S3_ENDPOINT');
      fate.now = 'pass';
    });
  });

  it('do not delete an object', async () => {
    fate.now = { status: 200, headers: html, body: page };
    await expectCode('STORE_UNAVAILABLE', store.delete('there'));
    fate.now = 'pass';
    expect(await store.head('there')).not.toBeNull();
  });

  it('are outlived where they are rare', async () => {
    let asked = 0;
    const proxyOnce = await startFailingProxy(server.endpoint, () =>
      ++asked % 2 === 1 ? { status: 404, headers: plain, body: '404 page not found\n' } : 'pass',
    );
    const other = openObjectStore({
      kind: 's3',
      endpoint: proxyOnce.endpoint,
      bucket: server.bucket,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: randomUUID(),
    });
    await other.check();
    expect(await other.head('missing')).toBeNull();
    await other.close();
    await proxyOnce.stop();
  });
});

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}
