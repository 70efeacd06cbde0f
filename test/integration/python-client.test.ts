import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { clientPipOptions, clientRequirements, ensurePythonEnv } from '../support/python-env.js';
import { startStack, type Stack } from '../support/stack.js';
import { untilStored } from '../support/tiny-study.js';

const source = fileURLToPath(new URL('../../clients/python', import.meta.url));
const token = 'a-token-for-the-client';

describe('the Python client', () => {
  let stack: Stack;
  let python: string;
  /** Where its wheel is installed: what the tests import. */
  let installed: string;

  beforeAll(async () => {
    [stack, python] = await Promise.all([
      startStack({ CROSSFOLD_API_TOKEN: token }),
      ensurePythonEnv('client', clientRequirements, clientPipOptions),
    ]);
    installed = join(stack.folder, 'installed');
    const built = join(stack.folder, 'built');
    await runPythonModule('hatchling', ['build', '--target', 'wheel', '--directory', built]);
    const wheels = (await readdir(built)).map((name) => join(built, name));
    const offline = ['--quiet', '--no-deps', '--no-index', '--no-compile'];
    await runPythonModule('pip', ['install', ...offline, '--target', installed, ...wheels]);
    await addDrawnImages(stack);
  });

  afterAll(() => stack.stop());

  /** @returns what it printed; rejects with it where the module fails */
  async function runPythonModule(module: string, args: readonly string[]): Promise<string> {
    const env = {
      ...process.env,
      PYTHONPATH: installed,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      IPYTHONDIR: join(stack.folder, 'ipython'),
      CROSSFOLD_URL: stack.env['CROSSFOLD_URL'],
      CROSSFOLD_API_TOKEN: token,
    };
    const options = { cwd: source, env, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(python, ['-m', module, ...args], options).catch(
      (error: Error & { stdout?: string }) => {
        throw new Error(`${error.message}\n${error.stdout ?? ''}`);
      },
    );
    return stdout;
  }

  /** Not before there is a study to train: those that are only paused and cancelled take no process. */
  async function startWorkerInTime(): Promise<void> {
    await untilStored(stack.store, 'studies/notebook-', 'study.json');
    await stack.startWorker('client');
  }

  it('works as a wheel with a real orchestrator, its notebook too', async () => {
    const [said] = await Promise.all([runPythonModule('pytest', []), startWorkerInTime()]);
    // A run that tried nothing would find nothing.
    expect(Number(/(\d+) passed/.exec(said)?.[1])).toBeGreaterThan(20);
    expect(said).not.toMatch(/skipped|failed|error/);
  }, 600_000);

  it('has types that hold, and are there for its users', async () => {
    const cache = ['--cache-dir', join(stack.folder, 'mypy')];
    expect(await runPythonModule('mypy', cache)).toMatch(/^Success: no issues found/);
  });
});
