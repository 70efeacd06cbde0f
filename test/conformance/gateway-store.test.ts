import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@crossfold/contracts';
import {
  openGatewayStore,
  openObjectStore,
  openStoreSigner,
  type PutOptions,
  type S3StoreSettings,
} from '@crossfold/storage';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startFailingProxy, startProxyLosingFirst } from '../support/faulty-proxy.js';
import { flipByte } from '../support/flip-byte.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { gatewayToken, startStoreGateway } from '../support/store-gateway.js';
import { waitUntil } from '../support/wait-until.js';
import { describeObjectStore, expectCode } from './object-store.suite.js';

describeObjectStore('a store behind a gateway, a folder', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'crossfold-gateway-'));
  const gateway = await startStoreGateway({ kind: 'file', dir });
  return {
    open: () => openGatewayStore(gateway.settings, gatewayToken),
    corrupt: (key) => flipByte(join(dir, 'objects', key)),
    async stop() {
      expect(gateway.defects).toEqual([]);
      await gateway.stop();
      await rm(dir, { recursive: true });
    },
  };
});

describe('a store behind a gateway, a bucket', () => {
  let server: S3Server;

  beforeAll(async () => {
    server = await startS3Server();
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await server.stop();
  });

  function settings(prefix: string): S3StoreSettings {
    const { endpoint, bucket } = server;
    return { kind: 's3', endpoint, bucket, region: 'us-east-1', forcePathStyle: true, prefix };
  }

  describeObjectStore('by the port', async () => {
    const prefix = `runs/${randomUUID()}`;
    const gateway = await startStoreGateway(settings(prefix));
    return {
      open: () => openGatewayStore(gateway.settings, gatewayToken),
      corrupt: (key) => server.corrupt(`${prefix}/${key}`),
      async stop() {
        expect(gateway.defects).toEqual([]);
        await gateway.stop();
      },
    };
  });

  it('asks what is there when a conditional write is cut off', async () => {
    const direct = openObjectStore(settings('cut-off'));
    let isCut = false;
    const proxy = await startFailingProxy(server.endpoint, ({ method }) =>
      isCut && method === 'PUT' ? 'reset' : 'pass',
    );
    const gateway = await startStoreGateway({ ...settings('cut-off'), endpoint: proxy.endpoint });
    const store = openGatewayStore(gateway.settings, gatewayToken);
    const put = (options: PutOptions) => store.put('weights', Buffer.from('mine'), options);
    isCut = true;
    await expectCode('STORE_UNAVAILABLE', put({ ifNoneMatch: true }));
    await expectCode('CONFLICT', put({ ifMatch: '"gone"' }));
    const { etag } = await direct.put('weights', Buffer.from('first'));
    await expectCode('OBJECT_EXISTS', put({ ifNoneMatch: true }));
    await expectCode('CONFLICT', put({ ifMatch: '"gone"' }));
    await expectCode('STORE_UNAVAILABLE', put({ ifMatch: etag }));
    // As if the write had been done before its connection was cut.
    const mine = await direct.put('weights', Buffer.from('mine'));
    expect(await put({ ifNoneMatch: true })).toMatchObject({ etag: mine.etag });
    await store.close();
    await gateway.stop();
    await proxy.stop();
  });

  describe('what was signed', () => {
    const prefix = 'signed';
    const body = randomBytes(1000);
    const told = { sizeBytes: body.length, sha256: sha256(body) };

    async function sendSigned(
      changes: { lifetimeSeconds?: number; body?: Buffer; drop?: string; key?: string },
      condition: { ifNoneMatch?: true } = {},
    ) {
      const key = randomUUID();
      const signer = openStoreSigner(settings(prefix), changes.lifetimeSeconds);
      const { url, headers } = (await signer?.signWrite(key, told, condition)) ?? {
        url: '',
        headers: {},
      };
      signer?.close();
      const { [changes.drop ?? '']: _, ...sent } = headers as Record<string, string>;
      const place = changes.key === undefined ? url : url.replace(key, changes.key);
      const send = () =>
        fetch(place, { method: 'PUT', headers: sent, body: new Uint8Array(changes.body ?? body) });
      const store = openObjectStore(settings(prefix));
      const head = () => store.head(changes.key ?? key);
      return { send, head };
    }

    it('writes that body once, where nothing is', async () => {
      const { send, head } = await sendSigned({}, { ifNoneMatch: true });
      expect((await send()).status).toBe(200);
      expect(await head()).toMatchObject({ sizeBytes: body.length });
      expect((await send()).status).toBe(412);
    });

    it.each([
      ['with another body', { body: Buffer.from(body).fill(0, 0, 1) }],
      ['with a longer body', { body: Buffer.concat([body, body]) }],
      ['to another key', { key: 'another' }],
      ['without its hash', { drop: 'x-amz-meta-sha256' }],
      ['without its condition', { drop: 'if-none-match' }],
    ])('is refused %s', async (_, changes) => {
      const { send, head } = await sendSigned(changes, { ifNoneMatch: true });
      expect((await send()).status).toBeGreaterThanOrEqual(400);
      expect(await head()).toBeNull();
    });

    it('is refused when its time is over', async () => {
      const { send, head } = await sendSigned({ lifetimeSeconds: 5 });
      expect((await send()).status).toBe(200);
      const late = await waitUntil('the address to be over', async () => {
        const { status } = await send();
        return status === 200 ? null : status;
      });
      expect(late).toBe(403);
      expect(await head()).not.toBeNull();
    });
  });
});

describe('a gateway', () => {
  let dir: string;
  let gateway: Awaited<ReturnType<typeof startStoreGateway>>;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'crossfold-gateway-'));
    gateway = await startStoreGateway({ kind: 'file', dir });
  });
  afterAll(async () => {
    await gateway.stop();
    await rm(dir, { recursive: true });
  });

  it('refuses another token, which is told by its variable and never shown', async () => {
    const store = openGatewayStore(gateway.settings, 'a-token-that-is-wrong');
    const error = await expectCode('STORE_REFUSED', store.get('a'));
    expect(error.remedy).toContain('CROSSFOLD_WORKER_TOKEN');
    expect(JSON.stringify(error) + error.message).not.toContain('a-token-that-is-wrong');
    await expectCode('STORE_REFUSED', store.check());
  });

  it('that cannot be reached is an outage, told by its address', async () => {
    const gone = await startStoreGateway({ kind: 'file', dir });
    await gone.stop();
    const store = openGatewayStore(gone.settings, gatewayToken);
    const error = await expectCode('STORE_UNAVAILABLE', store.get('a'));
    expect(error.message).toContain(gone.settings.url);
    expect(error.remedy).toContain('CROSSFOLD_GATEWAY_URL');
  });

  it('knows its own write when the answer to it was lost', async () => {
    const proxy = await startProxyLosingFirst('PUT', gateway.settings.url);
    const store = openGatewayStore({ kind: 'gateway', url: proxy.endpoint }, gatewayToken);
    const stored = await store.put('mine', Buffer.from('mine'), { ifNoneMatch: true });
    expect(stored.sha256).toBe(sha256('mine'));
    await expectCode(
      'OBJECT_EXISTS',
      store.put('mine', Buffer.from('mine'), { ifNoneMatch: true }),
    );
    await store.close();
    await proxy.stop();
  });

  it('takes nothing that is not what it was said to be', async () => {
    const url = `${gateway.settings.url}/worker/v1/object?key=damaged`;
    const headers = {
      authorization: `Bearer ${gatewayToken}`,
      'crossfold-sha256': sha256('this'),
    };
    const answer = await fetch(url, { method: 'PUT', headers, body: 'that' });
    expect(answer.status).toBe(503);
    expect(await openObjectStore({ kind: 'file', dir }).head('damaged')).toBeNull();
  });

  it.each([
    ['two keys', 'GET', '/object?key=a&key=b', 400],
    ['a way out', 'GET', '/object?key=..%2F..%2Fetc%2Fpasswd', 400],
    ['a way out that is encoded twice', 'GET', '/object?key=..%252Fetc', 404],
    ['no key', 'DELETE', '/object', 400],
    ['a path that it has not', 'GET', '/constructor', 404],
    ['a method that it has not', 'PATCH', '/object?key=a', 404],
    ['a limit that is no number', 'GET', '/list?prefix=a&limit=-1', 400],
  ])('refuses %s', async (_, method, path, status) => {
    const answer = await fetch(`${gateway.settings.url}/worker/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${gatewayToken}` },
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('crossfold-gateway')).toBe('1');
  });
});

describe('an answer of something else than a gateway', () => {
  it('is an outage, whatever it says', async () => {
    const forged = { status: 404, headers: { 'content-type': 'text/html' }, body: '<b>away</b>' };
    const proxy = await startFailingProxy('http://127.0.0.1:1', () => forged);
    const store = openGatewayStore({ kind: 'gateway', url: proxy.endpoint }, gatewayToken);
    expect((await expectCode('STORE_UNAVAILABLE', store.get('a'))).message).toContain('away');
    await proxy.stop();
  });
});
