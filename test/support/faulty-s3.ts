import type { IncomingMessage } from 'node:http';
import { vi } from 'vitest';
import { startFailingProxy, type Fate, type FaultyProxy } from './faulty-proxy.js';
import { startS3Server } from './s3-server.js';
import { startStack, type Stack } from './stack.js';

export interface FaultyS3Stack {
  readonly stack: Stack;
  readonly proxy: FaultyProxy;
}

/**
 * A stack whose processes reach an S3 server through a proxy that loses requests; the test itself
 * reaches it directly, through `stack.store`.
 *
 * @param decide is asked for each request
 */
export async function startFaultyS3Stack(
  decide: (request: IncomingMessage) => Fate,
): Promise<FaultyS3Stack> {
  const server = await startS3Server();
  const proxy = await startFailingProxy(server.endpoint, decide);
  vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
  const common = {
    CROSSFOLD_STORE: `s3://${server.bucket}/drills`,
    S3_REGION: 'us-east-1',
    S3_FORCE_PATH_STYLE: 'true',
  };
  const stack = await startStack(
    { ...common, S3_ENDPOINT: proxy.endpoint },
    { ...common, S3_ENDPOINT: server.endpoint },
  );
  const stop = async () => {
    await stack.stop();
    await proxy.stop();
    await server.stop();
    vi.unstubAllEnvs();
  };
  return { proxy, stack: { ...stack, stop } };
}
