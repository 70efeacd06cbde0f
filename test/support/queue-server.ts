import { startPlainValkey } from './plain-valkey.js';
import { findRedisServer } from './redis-program.js';
import { hasContainerEngine, tellServer } from './server-source.js';

export interface QueueServer {
  readonly url: string;
  stop(): Promise<void>;
}

const images = { Redis: 'redis:8', Valkey: 'valkey/valkey:9.1' } as const;
const port = 6379;

/** A Redis or Valkey: a container where an engine answers, else a process of this machine. */
export async function startQueueServer(kind: keyof typeof images): Promise<QueueServer> {
  if (await hasContainerEngine()) return startContainer(kind);
  const program = kind === 'Redis' ? await findRedisServer() : undefined;
  const server = await startPlainValkey([], program);
  tellServer(kind, `a process (${program ?? 'the Valkey of the set-up'}), no container engine`);
  return { url: server.url, stop: () => server.stop() };
}

async function startContainer(kind: keyof typeof images): Promise<QueueServer> {
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(images[kind]).withExposedPorts(port).start();
  tellServer(kind, `a container of ${images[kind]}`);
  return {
    url: `redis://${container.getHost()}:${container.getMappedPort(port)}`,
    async stop() {
      await container.stop();
    },
  };
}
