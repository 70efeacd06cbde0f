import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';
import { startApp, type RunningProcess } from '../support/processes.js';
import { startS3Server } from '../support/s3-server.js';
import { startStack, type Stack } from '../support/stack.js';
import { openTwoHosts } from '../support/two-hosts.js';
import { describeDrills, isFull } from './drill-suite.js';

const seconds = isFull ? 60 : 5;
const hosts = await openTwoHosts();

describeDrills(
  'two hosts',
  [
    {
      fault: `workers' host parted for ${seconds} s from the one of orchestrator, Redis and store`,
      inflict: async () => {
        const mend = await hosts.partition();
        await sleep(1000 * seconds);
        await mend();
      },
      times: 3,
      note: `by ${hosts.network}`,
    },
  ],
  { openStack },
);

/** Workers run on the other host; all else does here. */
async function openStack(): Promise<Stack> {
  const server = await startS3Server();
  const { bucket, accessKeyId, secretAccessKey } = server;
  // The SDK of this process reads them by itself.
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  const here = {
    CROSSFOLD_STORE: `s3://${bucket}/studies`,
    S3_ENDPOINT: server.endpoint,
    S3_REGION: 'us-east-1',
    S3_FORCE_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
  const stack = await startStack(here);
  const redis = new URL(stack.env['REDIS_URL'] ?? '');
  redis.host = await hosts.reach(Number(redis.port));
  const there = {
    ...stack.env,
    REDIS_URL: redis.href,
    S3_ENDPOINT: `http://${await hosts.reach(Number(new URL(server.endpoint).port))}`,
  };
  const workers: RunningProcess[] = [];
  return {
    ...stack,
    async startWorker(name, more = {}) {
      const env = { ...there, ...more, CROSSFOLD_WORKER_NAME: name };
      const worker = await startApp('worker', env, hosts.launcher);
      workers.push(worker);
      return worker;
    },
    async stop() {
      for (const worker of workers) worker.kill('SIGTERM');
      await Promise.all(workers.map(({ exited }) => exited));
      await stack.stop();
      await server.stop();
      await hosts.stop();
    },
  };
}
