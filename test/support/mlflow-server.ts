import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { waitUntil } from './wait-until.js';

export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** A tracking server as `mlflow server` starts it, with a database and files of its own. */
export async function startMlflow(python: string): Promise<MlflowServer> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-mlflow-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = [
    ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--backend-store-uri', `sqlite:///${join(folder, 'runs.sqlite')}`],
    ...['--artifacts-destination', join(folder, 'files')],
  ];
  const env = {
    ...process.env,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  };
  const printed: Buffer[] = [];
  // In a group of its own, with the processes that it starts.
  const server = spawn(python, args, { cwd: folder, env, detached: true, stdio: 'pipe' });
  server.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
  server.stdout.resume();
  const exited = once(server, 'exit');
  const stop = async () => {
    if (server.exitCode === null) process.kill(-(server.pid ?? 0), 'SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  const isUp = async () => {
    if (server.exitCode !== null) throw new Error(Buffer.concat(printed).toString().slice(-2000));
    return fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  try {
    await waitUntil(`MLflow on port ${port}`, isUp, { timeoutMs: 300_000, everyMs: 200 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
