import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  cacheFolder,
  findValkey,
  installWheels,
  provisionValkey,
  startValkey,
  type ProvisionEvent,
  type ValkeyServer,
  type WheelSet,
} from '@crossfold/provision';

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-provision-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const report = () => undefined;

async function start(dataDir: string, port?: number): Promise<ValkeyServer> {
  const server = await startValkey({ dataDir, report, ...(port !== undefined && { port }) });
  onTestFinished(() => server.stop());
  return server;
}

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

describe('startValkey', () => {
  it('finds the data of an earlier run', async () => {
    const dataDir = await temporaryFolder();
    const first = await start(dataDir);
    await withClient(first.url, (client) => client.set('trial', '7'));
    await first.stop();
    expect(await findValkey(dataDir)).toBeUndefined();
    const second = await start(dataDir);
    expect(await withClient(second.url, (client) => client.get('trial'))).toBe('7');
  });

  it('answers nobody without its password, which only its owner may read, and keeps it', async () => {
    const dataDir = await temporaryFolder();
    const first = await start(dataDir);
    const bare = `redis://127.0.0.1:${first.port}`;
    const refused = withClient(bare, (client) => {
      client.on('error', () => undefined);
      return client.get('trial');
    });
    await expect(refused).rejects.toThrow('NOAUTH');
    const command = await readFile(`/proc/${first.pid}/cmdline`, 'utf8');
    const { password } = new URL(first.url);
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(command).not.toContain(password);
    expect((await stat(join(dataDir, 'password.conf'))).mode & 0o777).toBe(0o600);
    await first.stop();
    const second = await start(dataDir);
    expect(new URL(second.url).password).toBe(password);
  });

  it('finds acknowledged data after the server was killed', async () => {
    const dataDir = await temporaryFolder();
    const first = await start(dataDir);
    await withClient(first.url, (client) => client.set('trial', '8'));
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start(dataDir);
    expect(await withClient(second.url, (client) => client.get('trial'))).toBe('8');
  });

  it('refuses a folder in use, also when the server there is halted', async () => {
    const dataDir = await temporaryFolder();
    const server = await start(dataDir);
    const { url, port, pid } = server;
    expect(await findValkey(dataDir)).toEqual({ url, port, pid });
    await expect(startValkey({ dataDir, report })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`process ${pid}`) as string,
    });
    process.kill(pid, 'SIGSTOP');
    await expect(startValkey({ dataDir, report })).rejects.toMatchObject({ code: 'CONFLICT' });
    process.kill(pid, 'SIGCONT');
  });

  it('lets only one of two simultaneous starts win', async () => {
    const dataDir = await temporaryFolder();
    const results = await Promise.allSettled([start(dataDir), start(dataDir)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  });

  it('tells why the server cannot be started', async () => {
    const cacheDir = await temporaryFolder();
    await provisionValkey({ report });
    await cp(join(cacheFolder(), 'valkey'), join(cacheDir, 'valkey'), { recursive: true });
    vi.stubEnv('CROSSFOLD_CACHE_DIR', cacheDir);
    onTestFinished(() => void vi.unstubAllEnvs());
    await chmod(await provisionValkey({ report }), 0o600);
    await expect(startValkey({ dataDir: await temporaryFolder(), report })).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
      message: expect.stringContaining('EACCES') as string,
    });
  });

  it('shows the log when the server does not start', async () => {
    const other = await start(await temporaryFolder());
    await expect(start(await temporaryFolder(), other.port)).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
      message: expect.stringContaining('Address already in use') as string,
    });
  });
});

const file = 'sample_part-1.0-py3-none-any.whl';

/** A wheel with one program in it. */
async function buildWheel(folder: string): Promise<Buffer> {
  const metadata = 'Metadata-Version: 2.1\nName: sample-part\nVersion: 1.0\n';
  const info = 'sample_part-1.0.dist-info';
  await mkdir(join(folder, 'sample'));
  await mkdir(join(folder, info));
  await writeFile(join(folder, 'sample', 'program'), 'it works');
  await writeFile(join(folder, info, 'METADATA'), metadata);
  await writeFile(join(folder, info, 'WHEEL'), 'Wheel-Version: 1.0\nTag: py3-none-any\n');
  await writeFile(join(folder, info, 'RECORD'), '');
  const zip = spawn('python3', ['-m', 'zipfile', '-c', file, 'sample', info], { cwd: folder });
  await once(zip, 'exit');
  return readFile(join(folder, file));
}

/** An index that serves the wheel as pip expects, and a set-up that knows only this index. */
async function localIndex() {
  const folder = await temporaryFolder();
  const bytes = await buildWheel(folder);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === `/files/${file}`) return response.end(bytes);
    if (request.url !== '/simple/sample-part/') return response.writeHead(404).end();
    return response
      .setHeader('content-type', 'text/html')
      .end(`<a href="/files/${file}">${file}</a>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const cache = join(folder, 'cache');
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    CROSSFOLD_CACHE_DIR: cache,
    PIP_CONFIG_FILE: '/dev/null',
    PIP_INDEX_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`,
  };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pin = { file, sha256, sizeBytes: bytes.length, members: ['sample/'] };
  const set: WheelSet = { step: 'sample', folder: 'sample/1.0', wheels: [pin] };
  return { cache, env, requests, set, pin };
}

describe('installWheels', () => {
  it('fetches and unpacks once, and leaves only the result', async () => {
    const { cache, env, requests, set } = await localIndex();
    const events: ProvisionEvent[] = [];
    const folder = await installWheels(set, { env, report: (event) => events.push(event) });
    expect(await readFile(join(folder, 'sample', 'program'), 'utf8')).toBe('it works');
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
    expect(events[0]).toMatchObject({ step: 'sample', doneBytes: 0 });
    const before = requests.length;
    expect(await installWheels(set, { env, report })).toBe(folder);
    expect(requests).toHaveLength(before);
  });

  it('fetches once for two processes at a time', async () => {
    const { env, requests, set } = await localIndex();
    await Promise.all([installWheels(set, { env, report }), installWheels(set, { env, report })]);
    expect(requests.filter((url) => url.startsWith('/files/'))).toHaveLength(1);
  });

  it('deletes a download that went bad and fetches it anew on the next run', async () => {
    const { cache, env, set, pin } = await localIndex();
    await mkdir(join(cache, 'downloads'), { recursive: true });
    const part = join(cache, 'downloads', `${pin.file}.part`);
    await writeFile(part, 'x'.repeat(pin.sizeBytes));
    await expect(installWheels(set, { env, report })).rejects.toThrow('the file was deleted');
    await expect(stat(part)).rejects.toMatchObject({ code: 'ENOENT' });
    await installWheels(set, { env, report });
  });

  it('refuses a wheel whose checksum is another one', async () => {
    const { cache, env, set, pin } = await localIndex();
    const wheels = [{ ...pin, sha256: '0'.repeat(64) }];
    await expect(installWheels({ ...set, wheels }, { env, report })).rejects.toMatchObject({
      code: 'PROVISION_FAILED',
      message: expect.stringContaining(`got ${pin.sha256}; the file was deleted`) as string,
    });
    expect(await readdir(join(cache, 'downloads'))).toEqual([]);
    expect(await readdir(join(cache, 'sample'))).not.toContain('1.0');
  });

  it('leaves it to pip where a direct download fails', async () => {
    const { env, set, pin } = await localIndex();
    const events: ProvisionEvent[] = [];
    const wheels = [{ ...pin, sizeBytes: pin.sizeBytes - 1 }];
    const options = { env, report: (event: ProvisionEvent) => events.push(event) };
    const folder = await installWheels({ ...set, wheels }, options);
    expect(await readFile(join(folder, 'sample', 'program'), 'utf8')).toBe('it works');
    expect(events.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('leaving it to pip'),
    );
  });

  it('says what pip said when the index has no such wheel', async () => {
    const { env, set, pin } = await localIndex();
    const wheels = [{ ...pin, file: 'missing_part-1.0-py3-none-any.whl' }];
    await expect(installWheels({ ...set, wheels }, { env, report })).rejects.toThrow(
      'No matching distribution found',
    );
  });
});
