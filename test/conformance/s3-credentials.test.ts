import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openObjectStore, type ObjectStore } from '@crossfold/storage';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  startCredentialEndpoint,
  type CredentialEndpoint,
  type CredentialFate,
} from '../support/credential-endpoint.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { expectCode } from './object-store.suite.js';

describe('credentials of an S3 store', () => {
  let server: S3Server;
  let folder: string;
  let store: ObjectStore;

  beforeAll(async () => {
    server = await startS3Server();
    folder = await mkdtemp(join(tmpdir(), 'crossfold-credentials-'));
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'none'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    store = openObjectStore({
      kind: 's3',
      endpoint: server.endpoint,
      bucket: server.bucket,
      region: 'us-east-1',
      forcePathStyle: true,
      prefix: randomUUID(),
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await store.close();
    await rm(join(folder, 'credentials'), { force: true });
  });

  function saveKey(secret: string): Promise<void> {
    const lines = ['[default]', `aws_access_key_id = ${server.accessKeyId}`];
    return writeFile(
      join(folder, 'credentials'),
      [...lines, `aws_secret_access_key = ${secret}`, ''].join('\n'),
    );
  }

  it('are read again where the server refuses them, by the store that is open', async () => {
    await saveKey('a key that was replaced');
    const error = await expectCode('STORE_REFUSED', store.put('a', Buffer.from('x')));
    expect(error.remedy).toContain('AWS_SECRET_ACCESS_KEY');
    await saveKey(server.secretAccessKey);
    await store.put('a', Buffer.from('x'));
    expect((await store.head('a'))?.sizeBytes).toBe(1);
  });

  it('that are nowhere are a refusal', async () => {
    await expectCode('STORE_REFUSED', store.get('a'));
  });

  describe('from an endpoint', () => {
    let endpoint: CredentialEndpoint;

    beforeEach(async () => {
      endpoint = await startCredentialEndpoint(server);
      vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', endpoint.url);
    });
    afterEach(() => endpoint.stop());

    it.each<[string, CredentialFate, RegExp]>([
      ['is out of order', 503, /503/],
      ['throttles', 429, /429/],
    ])('that %s are an outage, after which the store works', async (_, fate, reason) => {
      endpoint.fate = fate;
      const error = await expectCode('STORE_UNAVAILABLE', store.put('a', Buffer.from('x')));
      expect(error.message).toMatch(reason);
      expect(error.message).toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI');
      expect(error.remedy).toContain('the service that gives this machine its credentials');
      endpoint.fate = 'give';
      await store.put('a', Buffer.from('x'));
    });

    it('that has none for us are a refusal', async () => {
      endpoint.fate = 403;
      const error = await expectCode('STORE_REFUSED', store.get('a'));
      expect(error.message).toContain('403');
    });
  });
});
