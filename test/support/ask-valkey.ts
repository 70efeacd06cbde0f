import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { provisionValkey } from '@crossfold/provision';
import { Redis } from 'ioredis';

/**
 * Starts Valkey with a command line of compose or Kubernetes, on a folder and a socket of its own,
 * and asks for its settings.
 */
export async function askValkey(command: readonly string[]): Promise<Record<string, string>> {
  const [name, ...args] = command;
  if (name !== 'valkey-server') throw new Error(`expected valkey-server, got ${name}`);
  const program = await provisionValkey({ report: () => undefined });
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-valkey-'));
  const socket = join(folder, 'socket');
  const own = ['--dir', folder, '--port', '0', '--unixsocket', socket];
  const server = spawn(program, [...args, ...own], { stdio: 'ignore' });
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  // Refused until it is up; given up when it is gone.
  const redis = new Redis(socket, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  void exited.then(() => {
    redis.disconnect();
  });
  try {
    const answers = (await redis.config('GET', '*')) as string[];
    return Object.fromEntries(
      answers.flatMap((key, index) => (index % 2 ? [] : [[key, answers[index + 1] ?? '']])),
    );
  } finally {
    redis.disconnect();
    server.kill('SIGTERM');
    await exited;
    await rm(folder, { recursive: true });
  }
}
