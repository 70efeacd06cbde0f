import { vi } from 'vitest';
import { startValkey, type ValkeyServer } from '@crossfold/provision';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCredentialEndpoint, type CredentialEndpoint } from './credential-endpoint.js';
import { startS3Server } from './s3-server.js';
import { startSilentProxy, type SilentProxy } from './silent-proxy.js';
import { startStack, type Stack } from './stack.js';

/** A stack whose processes depend on what others run: a network between, and a service for keys. */
export interface BorrowedStack {
  readonly stack: Stack;
  readonly redis: SilentProxy;
  readonly s3: SilentProxy;
  readonly credentials: CredentialEndpoint;
}

/** @param silenceSeconds for which an S3 connection may be silent */
export async function startBorrowedStack(silenceSeconds: number): Promise<BorrowedStack> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-borrowed-'));
  const valkey: ValkeyServer = await startValkey({ dataDir: folder, report: () => undefined });
  const server = await startS3Server({ keepsAlive: true });
  const redis = await startSilentProxy(valkey.port);
  // With its password, and by way of the proxy.
  const redisUrl = new URL(valkey.url);
  redisUrl.port = String(redis.port);
  const s3 = await startSilentProxy(Number(new URL(server.endpoint).port));
  // Asked again all the time: the SDK renews what is about to lapse.
  const credentials = await startCredentialEndpoint(server, 3_000);
  const common = {
    CROSSFOLD_STORE: `s3://${server.bucket}/drills`,
    S3_REGION: 'us-east-1',
    S3_FORCE_PATH_STYLE: 'true',
  };
  // The test itself has a key of its own, and reaches the server directly.
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  const stack = await startStack(
    {
      ...common,
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: credentials.url,
      REDIS_URL: redisUrl.href,
      S3_ENDPOINT: `http://127.0.0.1:${s3.port}`,
      S3_SILENCE_SECONDS: String(silenceSeconds),
    },
    { ...common, S3_ENDPOINT: server.endpoint },
  );
  const stop = async () => {
    await stack.stop();
    for (const part of [redis, s3, credentials, server, valkey]) await part.stop();
    await rm(folder, { recursive: true, force: true });
    vi.unstubAllEnvs();
  };
  return { redis, s3, credentials, stack: { ...stack, stop } };
}
