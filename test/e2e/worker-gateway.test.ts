import { listTrials, records, type Study } from '@crossfold/contracts';
import {
  openGatewayStore,
  createRecord,
  readRecord,
  type GatewaySettings,
} from '@crossfold/storage';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import type { RunningProcess } from '../support/processes.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startStack, type Stack } from '../support/stack.js';
import { hashesAtEnd } from '../support/study-ends.js';
import { attemptsOf, tinyStudy } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { waitUntil } from '../support/wait-until.js';
import { addWorkerUser } from '../support/worker-acl.js';

const tokens = { lab: 'token-of-the-lab-0', other: 'token-of-others-00' } as const;
const listed = Object.entries(tokens).map(([name, token]) => `${name}=${token}`);
const refused = { code: 'FORBIDDEN' };

describe('a worker without credentials', () => {
  let server: S3Server;
  let stack: Stack;
  let redis: Redis;
  let worker: RunningProcess;
  let gateway: GatewaySettings;
  let studyId: string;
  let hashes: unknown[];

  beforeAll(async () => {
    server = await startS3Server();
    vi.stubEnv('AWS_ACCESS_KEY_ID', server.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', server.secretAccessKey);
    stack = await startStack({
      CROSSFOLD_STORE: `s3://${server.bucket}/gateway`,
      S3_ENDPOINT: server.endpoint,
      CROSSFOLD_WORKER_TOKENS: listed.join(),
    });
    gateway = { kind: 'gateway', url: stack.env['CROSSFOLD_URL'] ?? '' };
    redis = new Redis(stack.env['REDIS_URL'] ?? '');
    await addDrawnImages(stack);
    await forgeJobs();
    worker = await startWorker();
    studyId = await stack.submit(tinyStudy);
    hashes = await hashesAtEnd(stack, studyId);
  });
  afterAll(async () => {
    redis.disconnect();
    await stack.stop();
    await server.stop();
    vi.unstubAllEnvs();
  });

  async function startWorker(): Promise<RunningProcess> {
    const nothing = [
      'CROSSFOLD_STORE',
      'S3_ENDPOINT',
      'AWS_ACCESS_KEY_ID',
      'AWS_SECRET_ACCESS_KEY',
    ];
    return stack.startWorker('gpu-1', {
      ...Object.fromEntries(nothing.map((name) => [name, ''])),
      CROSSFOLD_WORKER_TOKENS: '',
      REDIS_URL: await addWorkerUser(redis, stack.env['REDIS_URL'] ?? ''),
      CROSSFOLD_GATEWAY_URL: gateway.url,
      CROSSFOLD_WORKER_TOKEN: tokens.lab,
    });
  }

  const openQueue = () => new Queue('tasks', { connection: redis, prefix: '{crossfold}' });

  /** As somebody who has Redis, before the worker comes. */
  async function forgeJobs(): Promise<void> {
    const queue = openQueue();
    const forged = [
      ['trial', { studyId: '../../etc', trialId: 'passwd' }, '../../etc/passwd'],
      ['trial', { studyId: 'a', trialId: 'b'.repeat(10_000) }, 'long'],
      ['trial', { studyId: 'a', trialId: 'b' }, 'another/id'],
      ['trial', { studyId: 'none', trialId: 'full.f0.s1' }, 'none/full.f0.s1'],
      ['prediction', { studyId: 'a', predictionId: '..' }, 'predictions/..'],
      ['constructor', {}, 'constructor'],
      ['trial', 'text', 'text'],
    ] as const;
    for (const [name, data, jobId] of forged) {
      await queue.add(name, data, { jobId, removeOnComplete: true, removeOnFail: true });
    }
    await queue.add('trial', {}, { jobId: 'damaged' });
    await redis.hset('{crossfold}:tasks:damaged', 'data', '{no JSON');
    await queue.close();
  }

  it('leaves out jobs that somebody forged in Redis', async () => {
    const queue = openQueue();
    await waitUntil('forged jobs to be gone', async () => {
      const counts = await queue.getJobCounts('waiting', 'prioritized');
      return Object.values(counts).every((count) => count === 0);
    });
    for (const folder of ['studies/', 'predictions/']) {
      for await (const { key } of stack.store.list(folder)) {
        expect(key.startsWith(`studies/${studyId}/`), key).toBe(true);
      }
    }
    await queue.close();
  });

  it('trains a study to the same bits', async () => {
    expect(hashes).toEqual(await undisturbedTinyStudy());
    const attempts = await attemptsOf(stack.store, studyId);
    expect([...attempts.values()]).toEqual([1, 1, 1, 1]);
    expect(worker.errors()).not.toContain('NOPERM');
    expect(await redis.call('ACL', 'LOG')).toEqual([]);
  });

  it('is known by the name of its token', async () => {
    const study = await readRecord(stack.store, records.study, { studyId });
    for (const { trialId } of listTrials(study)) {
      const at = { studyId, trialId, attempt: 1 };
      const { worker: name } = await readRecord(stack.store, records.attempt, at);
      expect(name).toBe('lab/gpu-1');
    }
  });

  it('with another token writes neither to its attempts, nor what was asked for', async () => {
    const other = openGatewayStore(gateway, tokens.other);
    const study: Study = await readRecord(stack.store, records.study, { studyId });
    const trialId = listTrials(study)[0]?.trialId ?? '';
    const at = { studyId, trialId, attempt: 1 };
    const [history, receipt] = [records.history.key(at), records.receipt.key(at)];
    for (const key of [history, receipt, records.study.key(at), records.control.key(at)]) {
      const body = await stack.store.get(key).then(
        ({ bytes }) => bytes,
        () => Buffer.from('{}'),
      );
      for (const condition of [{}, { ifNoneMatch: true as const }]) {
        const put = other.put(key, body, { ...condition, contentType: 'application/json' });
        await expect(put).rejects.toMatchObject(refused);
      }
    }
    const attempt = { schemaVersion: 1 as const, ...at, attempt: 2, worker: 'other' };
    const claim = createRecord(other, records.attempt, attempt, {
      ...attempt,
      startedAt: new Date().toISOString(),
    });
    await expect(claim).rejects.toMatchObject({ code: 'SUPERSEDED' });
    await other.close();
  });

  it('may not read or remove events, nor anything else of Redis', async () => {
    const url = await addWorkerUser(redis, stack.env['REDIS_URL'] ?? '');
    const restricted = new Redis(url, { enableReadyCheck: false });
    for (const command of [
      ['XREAD', 'STREAMS', '{crossfold}:events', '0'],
      ['XRANGE', '{crossfold}:events', '-', '+'],
      ['DEL', '{crossfold}:events'],
      ['XTRIM', '{crossfold}:events', 'MAXLEN', '0'],
      ['SET', '{crossfold}:reconciled', '1'],
      ['GET', 'others'],
      ['KEYS', '*'],
      ['FLUSHALL'],
      ['CONFIG', 'GET', '*'],
      ['ACL', 'LIST'],
    ] as const) {
      const [name, ...args] = command;
      await expect(restricted.call(name, ...args)).rejects.toThrow('NOPERM');
    }
    restricted.disconnect();
  });
});
