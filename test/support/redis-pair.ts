import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startValkey, type ValkeyServer } from '@crossfold/provision';
import { Redis } from 'ioredis';
import { waitUntil } from './wait-until.js';

/** A primary with a replica behind one address, as a managed Redis with failover is reached. */
export interface RedisPair {
  readonly url: string;
  /**
   * Kills the primary; after a while the replica takes its place, without what had not reached it,
   * and gets a replica of its own.
   */
  failOver(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

export async function startRedisPair(): Promise<RedisPair> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-redis-pair-'));
  const password = randomUUID();
  let started = 0;
  const start = async () => {
    const dataDir = join(folder, `valkey-${++started}`);
    // One password for all: whoever takes the primary's place is reached by the same address.
    await mkdir(dataDir, { recursive: true });
    const settings = `requirepass ${password}\nmasterauth ${password}\n`;
    await writeFile(join(dataDir, 'password.conf'), settings, { mode: 0o600 });
    return startValkey({ dataDir, report: () => undefined });
  };
  let primary = await start();
  let replica = await start();
  await follow(replica, primary);

  const server = createServer((socket) => {
    const target = connect(primary.port, '127.0.0.1');
    const end = () => {
      socket.destroy();
      target.destroy();
    };
    for (const side of [socket, target]) side.on('error', end).on('close', end);
    socket.pipe(target).pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `redis://:${password}@127.0.0.1:${(server.address() as AddressInfo).port}`,
    async failOver(awayMs) {
      process.kill(primary.pid, 'SIGKILL');
      await primary.exited;
      await sleep(awayMs);
      await command(replica, (redis) => redis.replicaof('NO', 'ONE'));
      primary = replica;
      replica = await start();
      await follow(replica, primary);
    },
    async stop() {
      server.close();
      await Promise.all([primary.stop(), replica.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Returns when the replica has all that the primary had. */
async function follow(replica: ValkeyServer, primary: ValkeyServer): Promise<void> {
  await command(replica, (redis) => redis.replicaof('127.0.0.1', primary.port));
  await waitUntil('the replica to be linked', async () => {
    const info = await command(replica, (redis) => redis.info('replication'));
    return info.includes('link_status:up');
  });
}

async function command<T>(server: ValkeyServer, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(server.url);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
