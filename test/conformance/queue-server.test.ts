import {
  defaultQueuePrefix,
  eventStreamField,
  eventStreamKey,
  taskQueueName,
} from '@crossfold/contracts';
import {
  announcePresence,
  connectRedis,
  openRedis,
  readPresence,
  type CheckedRedis,
} from '@crossfold/queue';
import { Queue, Worker } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startQueueServer, type QueueServer } from '../support/queue-server.js';
import { waitUntil } from '../support/wait-until.js';

/** What a queue needs of a server, on each that serves. */
describe.each(['Redis', 'Valkey'] as const)('a queue on %s', (kind) => {
  let server: QueueServer;
  let checked: CheckedRedis;
  const prefix = defaultQueuePrefix;

  beforeAll(async () => {
    server = await startQueueServer(kind);
    const waiting = { maxRetriesPerRequest: null, retryStrategy: () => 100 };
    checked = await connectRedis(server.url, prefix, waiting, () => undefined);
  });
  afterAll(async () => {
    checked.redis.disconnect();
    await server.stop();
  });

  it('is of a version that serves', () => {
    expect(checked.traits).toMatchObject({ hasInfo: true, evictionPolicy: 'noeviction' });
  });

  it('hands jobs out by priority, once each, and those that failed again', async () => {
    const connection = checked.redis;
    const queue = new Queue(taskQueueName, { connection, prefix });
    const jobs = [3, 9, 5].map((priority) => ({
      name: 'trial',
      data: { priority },
      opts: { priority: 10 - priority, attempts: 2, backoff: 1, removeOnComplete: true },
    }));
    await queue.addBulk(jobs);
    const taken: number[] = [];
    const worker = new Worker<{ priority: number }>(
      taskQueueName,
      (job) => {
        taken.push(job.data.priority);
        const fails = job.data.priority === 9 && job.attemptsMade === 0;
        return fails ? Promise.reject(new Error('once')) : Promise.resolve();
      },
      { connection, prefix },
    );
    await waitUntil('all jobs to be done', async () => {
      const counts = await queue.getJobCounts();
      return taken.length >= 4 && Object.values(counts).every((count) => count === 0);
    });
    expect(taken[0]).toBe(9);
    expect(taken.toSorted((a, b) => a - b)).toEqual([3, 5, 9, 9]);
    await worker.close();
    await queue.close();
  });

  it('keeps the stream of events, and wakes who waits for the next', async () => {
    const follower = openRedis(server.url, { maxRetriesPerRequest: null });
    const key = eventStreamKey(prefix);
    const next = follower.xread('BLOCK', 30_000, 'STREAMS', key, '$');
    await waitUntil('a client that waits', async () =>
      String(await checked.redis.call('CLIENT', 'LIST')).includes('cmd=xread'),
    );
    await checked.redis.xadd(key, 'MAXLEN', '~', 1000, '*', eventStreamField, '{}');
    expect(await next).toEqual([[key, [[expect.any(String), [eventStreamField, '{}']]]]]);
    follower.disconnect();
  });

  it('tells which workers are connected', async () => {
    const report = { host: 'h', device: 'CPU', slots: 2, startedAt: new Date().toISOString() };
    const presence = announcePresence(checked.redis, prefix, 'one', report);
    await waitUntil('the worker to be seen', async () => {
      return (await readPresence(checked.redis, prefix)).connected.includes('one');
    });
    await presence.change({ slots: 1 });
    const [one] = (await readPresence(checked.redis, prefix)).workers;
    expect(one?.report).toMatchObject({ host: 'h', slots: 1, isDraining: false });
    await presence.end();
    expect((await readPresence(checked.redis, prefix)).workers).toEqual([]);
  });

  it('believes no name, time or report of a worker that is out of bounds', async () => {
    const { redis } = checked;
    const workers = `${prefix}:workers`;
    await redis.zadd(workers, 'inf', 'ever', 1e300, 'later', 1e300, 'n'.repeat(401));
    const report = { host: 'h', device: 'CPU', startedAt: new Date().toISOString() };
    const told = { ...report, slots: 1e9, isDraining: false };
    await redis.set(`${workers}:ever`, JSON.stringify(told));
    await redis.set(`${workers}:later`, ' '.repeat(1e6) + JSON.stringify({ ...told, slots: 1 }));
    const seen = await readPresence(redis, prefix);
    expect(seen.workers.map(({ name, report: read }) => [name, read]).sort()).toEqual([
      ['ever', null],
      ['later', null],
    ]);
    await redis.zrem(workers, 'ever', 'later', 'n'.repeat(401));
  });
});
