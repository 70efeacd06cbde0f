import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isAlive, provisionValkey } from '@crossfold/provision';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const cli = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

interface Up {
  readonly type: string;
  readonly pids: Readonly<Record<string, number>>;
}

describe('crossfold up', () => {
  beforeAll(async () => {
    await provisionValkey({ report: () => undefined });
  });

  async function startUp() {
    const home = await mkdtemp(join(tmpdir(), 'crossfold-up-'));
    onTestFinished(() => rm(home, { recursive: true, force: true }));
    const child = spawn(process.execPath, [cli, 'up', '--workers', '0', '--port', '0', '--json'], {
      env: { ...process.env, CROSSFOLD_HOME: home, REDIS_URL: '', CROSSFOLD_STORE: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return { child, exited, pids: (JSON.parse(line) as Up).pids };
  }

  it('ends all its processes when the terminal is closed', async () => {
    const { child, exited, pids } = await startUp();
    expect(Object.keys(pids).sort()).toEqual(['orchestrator', 'valkey']);
    child.kill('SIGHUP');
    await exited;
    for (const [name, pid] of Object.entries(pids)) expect(isAlive(pid), name).toBe(false);
  });
});
