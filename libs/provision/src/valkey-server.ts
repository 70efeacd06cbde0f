import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '@crossfold/contracts';
import { runCommand } from './command.js';
import { readTextIfAny, writeFileAtomically } from './files.js';
import { isAlive, withLock } from './lock.js';
import type { ProvisionOptions } from './progress.js';
import { identifyValkey } from './valkey-client.js';
import { provisionValkey } from './valkey.js';

export interface ValkeyOptions extends ProvisionOptions {
  /** Folder of the append-only file, the log and the record of who runs here. */
  readonly dataDir: string;
  /** Loopback port; a free one if left out. */
  readonly port?: number;
}

export interface ValkeyAddress {
  /** With the password: not to be shown. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

export interface ValkeyServer extends ValkeyAddress {
  /** Settles when the server has ended, for whatever reason. */
  readonly exited: Promise<void>;
  /** Ends the server after it has written its data; does nothing when it has ended already. */
  stop(): Promise<void>;
}

const pollMs = 20;
const stopTimeoutMs = 30_000;

/**
 * Every write is on disk within a second; nothing is evicted; reached from this machine only, by
 * those who may read the password in its folder.
 */
const durability = [
  ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
  ...['--maxmemory-policy', 'noeviction', '--bind', '127.0.0.1', '--protected-mode', 'yes'],
];

/**
 * Starts a Valkey server on a data folder and waits until it has read its data. The server has a
 * process group of its own: Ctrl-C in a terminal reaches the caller, which stops it when it no
 * longer needs it. Output goes to `valkey.log` in the folder.
 *
 * @throws AppError CONFLICT when a server already runs on the folder; PROVISION_FAILED with the end
 *   of the log when it does not start
 */
export async function startValkey(options: ValkeyOptions): Promise<ValkeyServer> {
  const program = await provisionValkey(options);
  await mkdir(options.dataDir, { recursive: true });
  const dataDir = await realpath(options.dataDir);
  return withLock(join(dataDir, 'crossfold.lock'), async () => {
    await assertUnused(dataDir);
    const port = options.port ?? (await freePort());
    const password = (await readPassword(dataDir)) ?? (await makePassword(dataDir));
    const child = await launch(program, dataDir, port);
    const server = toServer(child, { port, password, dataDir });
    // Recorded before it is ready: a starter that dies here must not lead to a second server.
    await writeFileAtomically(recordPath(dataDir), JSON.stringify({ pid: server.pid, port }));
    await untilReady(server, child, { password, dataDir });
    const message = `Valkey answers at 127.0.0.1:${port}`;
    options.report({ step: 'valkey', message, isRoutine: true });
    return server;
  });
}

/** The server that runs on a data folder now, whoever started it; undefined when none does. */
export async function findValkey(dataDir: string): Promise<ValkeyAddress | undefined> {
  const text = await readTextIfAny(recordPath(dataDir));
  if (text === undefined) return undefined;
  const { pid, port } = JSON.parse(text) as { pid: number; port: number };
  const password = (await readPassword(dataDir)) ?? '';
  return (await isValkey(pid, port)) ? { url: urlOf(port, password), port, pid } : undefined;
}

/** By command line, not by asking: a server that is busy or halted must count as running. */
async function isValkey(pid: number, port: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  const command =
    process.platform === 'linux'
      ? ((await readTextIfAny(`/proc/${pid}/cmdline`)) ?? '')
      : (await runCommand('ps', ['-p', String(pid), '-o', 'command='], { env: process.env }))
          .stdout;
  return command.includes('valkey-server') && command.includes(String(port));
}

async function assertUnused(dataDir: string): Promise<void> {
  const running = await findValkey(dataDir);
  if (!running) return;
  throw new AppError(
    'CONFLICT',
    `expected no server on the data folder ${dataDir}, got Valkey at port ${running.port}, ` +
      `process ${running.pid}`,
    { remedy: `Use that server, choose another folder, or end it: kill ${running.pid}` },
  );
}

async function launch(program: string, dataDir: string, port: number): Promise<ChildProcess> {
  // Without a pause, in which nobody would hear that it cannot be started, or has ended.
  const log = openSync(logPath(dataDir), 'a');
  try {
    // The password is in a file: everybody may read a command line.
    const args = [configPath(dataDir), ...durability, '--port', String(port), '--dir', dataDir];
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', log, log],
    });
    await once(child, 'spawn');
    return child;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('PROVISION_FAILED', `expected to start ${program}, got: ${reason}`, {
      remedy: `Let that file be run, or remove ${dirname(program)} to have it fetched anew.`,
      cause,
    });
  } finally {
    closeSync(log);
  }
}

interface ServerPlace {
  readonly password: string;
  readonly dataDir: string;
}

function toServer(
  child: ChildProcess,
  { port, password, dataDir }: ServerPlace & { readonly port: number },
): ValkeyServer {
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  const stop = async () => {
    if (hasEnded(child)) return;
    child.kill('SIGTERM');
    const timeout = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
    await exited;
    clearTimeout(timeout);
    await rm(recordPath(dataDir), { force: true });
  };
  return { url: urlOf(port, password), port, pid: child.pid ?? 0, exited, stop };
}

async function untilReady(
  server: ValkeyServer,
  child: ChildProcess,
  { password, dataDir }: ServerPlace,
): Promise<void> {
  for (;;) {
    const found = await identifyValkey(server.port, password);
    if (found?.pid === server.pid && found.isReady) return;
    if (hasEnded(child)) throw await didNotStart(dataDir);
    await sleep(pollMs);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function didNotStart(dataDir: string): Promise<AppError> {
  const log = await readFile(logPath(dataDir), 'utf8');
  const tail = log.trim().split('\n').slice(-8).join('\n');
  return new AppError('PROVISION_FAILED', `expected Valkey to start, got:\n${tail}`, {
    remedy: `See ${logPath(dataDir)}.`,
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}

function urlOf(port: number, password: string): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

/** Kept from run to run: processes that outlive the server find the next one by it. */
async function makePassword(dataDir: string): Promise<string> {
  const password = randomBytes(24).toString('base64url');
  const options = { mode: 0o600, flag: 'wx' } as const;
  await writeFile(configPath(dataDir), `requirepass ${password}\n`, options);
  return password;
}

async function readPassword(dataDir: string): Promise<string | undefined> {
  const text = await readTextIfAny(configPath(dataDir));
  return text === undefined ? undefined : /^requirepass (\S+)$/m.exec(text)?.[1];
}

function configPath(dataDir: string): string {
  return join(dataDir, 'password.conf');
}

function logPath(dataDir: string): string {
  return join(dataDir, 'valkey.log');
}

function recordPath(dataDir: string): string {
  return join(dataDir, 'valkey.json');
}
