import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { waitUntil } from './wait-until.js';

const places = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx'];

export interface RunningNginx {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts nginx with its defaults.
 *
 * @param server what stands in its server block
 * @throws Error that says what to install when there is none: a proxy test is never skipped
 */
export async function startNginx(server: string): Promise<RunningNginx> {
  const binary = [process.env['CROSSFOLD_NGINX'] ?? '', ...places].find(existsSync);
  if (!binary) {
    throw new Error(
      `expected nginx at one of [${places.join(', ')}] or at CROSSFOLD_NGINX, got none; ` +
        'install it: apt-get install -y --no-install-recommends nginx-light',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-nginx-'));
  const port = await freePort();
  const configPath = join(folder, 'nginx.conf');
  await writeFile(configPath, configOf(folder, port, server));
  const child = spawn(binary, ['-e', 'stderr', '-p', folder, '-c', configPath], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const exited = once(child, 'exit');
  const url = `http://localhost:${port}`;
  await waitUntil(`nginx at ${url}`, () => {
    if (child.exitCode !== null) {
      throw new Error(`nginx ended with ${child.exitCode}: ${Buffer.concat(errors).toString()}`);
    }
    return answers(url);
  });
  return {
    url,
    async stop() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configOf(folder: string, port: number, server: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  return `
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    daemon off;
    worker_processes 1;
    pid ${folder}/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      ${temporary.join('\n')}
      server {
        listen 127.0.0.1:${port};
        ${server}
      }
    }`;
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => null);
  await response?.body?.cancel();
  return response !== null;
}
