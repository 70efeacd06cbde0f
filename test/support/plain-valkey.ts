import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionValkey } from '@crossfold/provision';
import { Redis } from 'ioredis';
import { waitUntil } from './wait-until.js';

/** A server with settings of its own, as others run one. */
export interface PlainValkey {
  readonly port: number;
  readonly pid: number;
  readonly url: string;
  /** A connection of the user who may do all. */
  readonly admin: Redis;
  stop(): Promise<void>;
}

/**
 * @param args of the command line, beside port and folder; after a `--sentinel` a Sentinel starts
 * @param given a server of the same kind; by default the Valkey of the set-up
 */
export async function startPlainValkey(
  args: readonly string[] = [],
  given?: string,
): Promise<PlainValkey> {
  const program = given ?? (await provisionValkey({ report: () => undefined }));
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-plain-valkey-'));
  const port = await freePort();
  const config = join(folder, 'valkey.conf');
  await writeFile(config, '');
  const own = ['--port', String(port), '--dir', folder, '--save', '', '--bind', '127.0.0.1'];
  // By default 10,000 above the other, where there may be none.
  const bus = args.includes('--cluster-enabled')
    ? ['--cluster-port', String(await freePort())]
    : [];
  const server = spawn(program, [config, ...args, ...own, ...bus], { stdio: 'ignore' });
  const exited = once(server, 'exit');
  const url = `redis://127.0.0.1:${port}`;
  const admin = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: false });
  admin.on('error', () => undefined);
  void exited.then(() => {
    admin.disconnect();
  });
  await waitUntil(`Valkey on port ${port}`, async () => {
    return (await admin.ping().catch(() => '')) === 'PONG';
  });
  return {
    port,
    pid: server.pid ?? -1,
    url,
    admin,
    async stop() {
      admin.disconnect();
      server.kill('SIGKILL');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A port that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
