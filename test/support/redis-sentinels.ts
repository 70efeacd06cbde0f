import { startPlainValkey, type PlainValkey } from './plain-valkey.js';
import { waitUntil } from './wait-until.js';

/** A primary and its replica, and three Sentinels, two of which agree on a failover. */
export interface RedisSentinels {
  readonly url: string;
  /** Kills the primary; returns when the replica has its place. */
  failOver(): Promise<void>;
  stop(): Promise<void>;
}

const name = 'main';
const quorum = 2;

export async function startRedisSentinels(): Promise<RedisSentinels> {
  const primary = await startPlainValkey();
  const replica = await startPlainValkey(['--replicaof', `127.0.0.1 ${primary.port}`]);
  await waitUntil('the replica to be linked', async () =>
    (await replica.admin.info('replication')).includes('master_link_status:up'),
  );
  const sentinels = await Promise.all([0, 1, 2].map(() => startPlainValkey(['--sentinel'])));
  for (const { admin } of sentinels) {
    await admin.call('SENTINEL', 'MONITOR', name, '127.0.0.1', primary.port, quorum);
    await admin.call('SENTINEL', 'SET', name, 'down-after-milliseconds', 1000);
    await admin.call('SENTINEL', 'SET', name, 'failover-timeout', 5000);
  }
  await waitUntil('Sentinels that know the replica and each other', async () => {
    const told = await Promise.all(sentinels.map((sentinel) => knownTo(sentinel)));
    return told.every(({ replicas, others }) => replicas === 1 && others === 2);
  });
  const hosts = sentinels.map(({ port }) => `127.0.0.1:${port}`);
  return {
    url: `redis+sentinel://${hosts.join(',')}/${name}`,
    async failOver() {
      process.kill(primary.pid, 'SIGKILL');
      await waitUntil('a new primary', async () =>
        (await replica.admin.info('replication')).includes('role:master'),
      );
    },
    async stop() {
      await Promise.all([primary, replica, ...sentinels].map((server) => server.stop()));
    },
  };
}

async function knownTo({ admin }: PlainValkey): Promise<{ replicas: number; others: number }> {
  const count = async (what: string) => {
    const answer = await admin.call('SENTINEL', what, name);
    return Array.isArray(answer) ? answer.length : 0;
  };
  return { replicas: await count('REPLICAS'), others: await count('SENTINELS') };
}
