import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StudySpecInput } from '@crossfold/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawnImages } from '../support/drawn-images.js';
import { runCli } from '../support/processes.js';
import { tinyStudy } from '../support/tiny-study.js';

const cli = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

describe('two runs on one state folder', () => {
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'crossfold-shared-'));
    const none = { REDIS_URL: '', CROSSFOLD_STORE: '', CROSSFOLD_URL: '', S3_BUCKET: '' };
    env = { ...none, CROSSFOLD_HOME: join(folder, 'state') };
    const added = await runCli(['dataset', 'add', await drawnImages(), '--name', 'drawn'], env);
    expect(added, added.stderr).toMatchObject({ code: 0 });
  });

  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));

  /** Starts `crossfold run`, and waits until a line of its output fits. */
  async function startRun(study: StudySpecInput, line: RegExp) {
    const file = join(folder, `${study.name}.json`);
    await writeFile(file, JSON.stringify(study));
    const child = spawn(process.execPath, [cli, 'run', file], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: string[] = [];
    child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        output.push(`${text}\n`);
        if (line.test(text)) resolve();
      });
      void exited.then(() => {
        reject(new Error(output.join('')));
      });
    });
    return { child, exited, output: () => output.join('') };
  }

  const short: StudySpecInput = { ...tinyStudy, name: 'short', ensemble: null, arms: {} };

  it('keeps the stack of the first until the second has ended, too', async () => {
    const first = await startRun(short, /2 trials/);
    const second = await startRun({ ...tinyStudy, name: 'joined', ensemble: null }, /4 trials/);
    expect(await second.exited, second.output()).toBe(0);
    expect(second.output()).toContain('## Answer');
    expect(await first.exited, first.output()).toBe(0);
    expect(first.output()).toMatch(/stay up for process \d+/);
  });

  it('goes on with a stack of its own when the first is killed', async () => {
    const first = await startRun({ ...short, name: 'killed' }, /2 trials/);
    const second = await startRun({ ...short, name: 'orphan' }, /2 trials/);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(await second.exited, second.output()).toBe(0);
    expect(second.output()).toContain('going on with a stack of its own');
    expect(second.output()).not.toContain('CROSSFOLD_URL');
  });
});
