import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isAlive, provisionValkey } from '@crossfold/provision';
import { openObjectStore } from '@crossfold/storage';
import { studyOf, writeStudy } from '@crossfold/study/fixtures';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runCli } from '../support/processes.js';

const cli = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

interface Up {
  readonly type: string;
  readonly pids: Readonly<Record<string, number>>;
}

describe('crossfold up', () => {
  beforeAll(async () => {
    await provisionValkey({ report: () => undefined });
  });

  async function startUp(
    command: readonly string[] = [process.execPath, cli],
    prepare: (home: string) => Promise<void> = () => Promise.resolve(),
  ) {
    const home = await mkdtemp(join(tmpdir(), 'crossfold-up-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    await prepare(home);
    const environment = {
      ...process.env,
      CROSSFOLD_HOME: home,
      REDIS_URL: '',
      CROSSFOLD_STORE: '',
    };
    const [program = '', ...args] = command;
    const child = spawn(program, [...args, 'up', '--workers', '0', '--port', '0', '--json'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, exited, environment, pids: (JSON.parse(line) as Up).pids };
  }

  it('ends all its processes when the terminal is closed', async () => {
    const { child, exited, pids } = await startUp();
    expect(Object.keys(pids).sort()).toEqual(['orchestrator', 'valkey']);
    child.kill('SIGHUP');
    await exited;
    for (const [name, pid] of Object.entries(pids)) expect(isAlive(pid), name).toBe(false);
  });

  it('ends all its processes when npx, which ran it, is ended', async () => {
    const { child, exited, pids } = await startUp(['npx', '--no', 'crossfold']);
    child.kill('SIGTERM');
    await exited;
    await vi.waitFor(
      () => {
        for (const [name, pid] of Object.entries(pids)) expect(isAlive(pid), name).toBe(false);
      },
      { timeout: 30_000, interval: 100 },
    );
  });

  it('is ended by crossfold down', async () => {
    const { exited, environment, pids } = await startUp();
    const { code, stdout } = await runCli(['down'], environment);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/has ended/) });
    await exited;
    for (const [name, pid] of Object.entries(pids)) expect(isAlive(pid), name).toBe(false);
    expect(await runCli(['down'], environment)).toMatchObject({ code: 0 });
  });

  it('is asked by what only reads, while it runs', async () => {
    const { child, exited, environment } = await startUp(undefined, async (home) => {
      const store = openObjectStore({ kind: 'file', dir: join(home, 'store') });
      await writeStudy(store, studyOf('left-22bb'));
      await store.close();
    });
    const waiting = async () => {
      const { code, stdout } = await runCli(['--json', 'study', 'show', 'left-22bb'], environment);
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { readonly waiting: string }).waiting;
    };
    // Only a server knows of workers.
    expect(await waiting()).toMatch(/^no worker connected since/);
    child.kill('SIGTERM');
    await exited;
    expect(await waiting()).toBe('no stack is running here');
  });

  it('is not started, nor its folder made, by what only reads', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'crossfold-look-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const home = join(folder, 'state');
    const environment = { CROSSFOLD_HOME: home, REDIS_URL: '', CROSSFOLD_STORE: '' };
    for (const [args, code] of [
      [['study', 'list'], 0],
      [['dataset', 'list'], 0],
      [['doctor'], 0],
      [['report', 'any'], 1],
      [['dataset', 'show', 'any'], 1],
      [['study', 'follow', 'any'], 1],
    ] as const) {
      const result = await runCli(args, environment);
      expect(result.code, `${args.join(' ')}: ${result.stderr}`).toBe(code);
      if (code === 1) expect(result.stderr).toContain(home);
      expect(existsSync(home), args.join(' ')).toBe(false);
    }
  });

  it('says nothing of a server that comes and goes with a command', async () => {
    const home = await mkdtemp(join(tmpdir(), 'crossfold-look-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const environment = { CROSSFOLD_HOME: home, REDIS_URL: '', CROSSFOLD_STORE: '' };
    const { code, stderr } = await runCli(['study', 'list'], environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
