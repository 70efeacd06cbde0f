import { startPlainValkey, type PlainValkey } from './plain-valkey.js';
import { waitUntil } from './wait-until.js';

/** Three servers that share the slots. */
export interface RedisCluster {
  readonly url: string;
  readonly nodes: readonly PlainValkey[];
  stop(): Promise<void>;
}

const slotCount = 16_384;

export async function startRedisCluster(): Promise<RedisCluster> {
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const nodes = await Promise.all([0, 1, 2].map(() => startPlainValkey(settings)));
  const share = Math.ceil(slotCount / nodes.length);
  for (const [i, { admin }] of nodes.entries()) {
    const last = Math.min(slotCount, (i + 1) * share) - 1;
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', i * share, last);
  }
  const [first] = nodes;
  for (const { admin } of nodes.slice(1)) await meet(admin, first);
  await waitUntil('a cluster that is whole', async () => {
    const told = await Promise.all(nodes.map(({ admin }) => admin.call('CLUSTER', 'INFO')));
    return told.every((info) => /cluster_state:ok[^]*cluster_known_nodes:3/.test(String(info)));
  });
  return {
    // The others are told by the first.
    url: `redis+cluster://127.0.0.1:${first?.port},127.0.0.1:${nodes[1]?.port}`,
    nodes,
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
}

async function meet(admin: PlainValkey['admin'], other: PlainValkey | undefined): Promise<void> {
  if (!other) throw new Error('expected a node to meet, got none');
  const [, busPort] = (await other.admin.config('GET', 'cluster-port')) as string[];
  await admin.call('CLUSTER', 'MEET', '127.0.0.1', other.port, busPort ?? '');
}
