import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultQueuePrefix, type StudySpecInput, type WorkerList } from '@crossfold/contracts';
import { probeRedis } from '@crossfold/queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate } from '../support/certificate.js';
import { addDrawnImages } from '../support/drawn-images.js';
import { startPlainValkey, type PlainValkey } from '../support/plain-valkey.js';
import { startRedisCluster, type RedisCluster } from '../support/redis-cluster.js';
import { startRedisSentinels, type RedisSentinels } from '../support/redis-sentinels.js';
import { smallStudy } from '../support/small-study.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilState } from '../support/study-ends.js';
import { untilSaved } from '../support/tiny-study.js';
import { startTlsFront } from '../support/tls-front.js';

/** Two trials. */
const study: StudySpecInput = { ...smallStudy, folds: 2, arms: undefined };

/** Orchestrator and worker, real processes, on the Redis of an address. */
async function startOn(url: string, more: Record<string, string> = {}): Promise<Stack> {
  const stack = await startStack({ REDIS_URL: url, ...more });
  await addDrawnImages(stack);
  await stack.startWorker('only');
  return stack;
}

describe('a Redis cluster of three nodes', () => {
  let cluster: RedisCluster;
  let stack: Stack;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    stack = await startOn(cluster.url);
  });
  afterAll(async () => {
    await stack.stop();
    await cluster.stop();
  });

  it('serves a study, on the one node that has the slot of the prefix', async () => {
    await untilState(stack, await stack.submit(study), 'finished');
    const keys = await Promise.all(cluster.nodes.map(({ admin }) => admin.keys('*')));
    const own = keys.filter((names) => names.length > 0);
    expect(own).toHaveLength(1);
    expect(own[0]?.every((key) => key.startsWith(`${defaultQueuePrefix}:`))).toBe(true);
    const { workers } = await stack.get<WorkerList>('/workers');
    expect(workers.map(({ id }) => id)).toEqual(['only']);
  });

  it('is refused by name with a prefix that is no hash tag', async () => {
    await expect(probeRedis(cluster.url, 'plain')).rejects.toMatchObject({
      code: 'QUEUE_REFUSED',
      remedy: expect.stringContaining('CROSSFOLD_QUEUE_PREFIX={crossfold}') as string,
    });
  });

  it('is told by name where it is reached as a server that is none', async () => {
    for (const { url } of cluster.nodes) {
      const refused = await probeRedis(url, defaultQueuePrefix).catch((error: unknown) => error);
      if ((refused as { hasInfo?: boolean }).hasInfo) continue;
      expect(refused).toMatchObject({
        code: 'QUEUE_REFUSED',
        remedy: expect.stringContaining('redis+cluster://') as string,
      });
    }
  });
});

describe('Sentinels', () => {
  let sentinels: RedisSentinels;
  let stack: Stack;
  beforeAll(async () => {
    sentinels = await startRedisSentinels();
    stack = await startOn(sentinels.url);
  });
  afterAll(async () => {
    await stack.stop();
    await sentinels.stop();
  });

  it('lead orchestrator and worker to the new primary while a study runs', async () => {
    const studyId = await stack.submit(study);
    await untilSaved(stack.store, studyId, 'full.f0.s1');
    await sentinels.failOver();
    await untilState(stack, studyId, 'finished');
    const ready = await fetch(new URL('/health/ready', stack.api));
    expect(ready.status).toBe(200);
  });
});

describe('TLS, and a user with the rights that the guide names', () => {
  const password = 'p/a#s%s@word';
  let folder: string;
  let valkey: PlainValkey;
  let stack: Stack;
  let front: Awaited<ReturnType<typeof startTlsFront>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-tls-'));
    const certificate = await makeCertificate(folder, 'IP:127.0.0.1');
    valkey = await startPlainValkey();
    const guidePath = fileURLToPath(new URL('../../docs/deployment.md', import.meta.url));
    const guide = await readFile(guidePath, 'utf8');
    const [, rights = ''] = /`ACL SETUSER crossfold on >PASSWORD ([^`]+)`/.exec(guide) ?? [];
    const setUser = ['SETUSER', 'crossfold', 'on', `>${password}`, ...rights.split(' ')];
    await valkey.admin.call('ACL', ...setUser);
    await valkey.admin.call('ACL', 'SETUSER', 'default', 'resetkeys', 'nocommands', '+ping');
    front = await startTlsFront(certificate, valkey.port);
    const url = `rediss://crossfold:${encodeURIComponent(password)}@127.0.0.1:${front.port}`;
    stack = await startOn(url, { NODE_EXTRA_CA_CERTS: certificate.path });
  });
  afterAll(async () => {
    await stack.stop();
    front.stop();
    await valkey.stop();
    await rm(folder, { recursive: true });
  });

  it('serve a study', async () => {
    await untilState(stack, await stack.submit(study), 'finished');
    expect(stack.orchestrator().errors()).not.toContain(password);
  });
});
