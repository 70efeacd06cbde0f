import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@crossfold/contracts';
import { cacheFolder, withLock } from '@crossfold/provision';

/** A program of others that tests run, written in Go. */
export interface GoProgram {
  readonly name: string;
  readonly version: string;
  /** Path of its main package, without a version. */
  readonly module: string;
  /** What has to be there, in words. */
  readonly remedy: string;
}

const buildTimeoutMs = 15 * 60 * 1000;

/**
 * The program on the PATH or in the cache folder, else built with Go, once: a minute or two. Calls may
 * run at the same time, also from several processes.
 *
 * @returns its path
 * @throws AppError PROVISION_FAILED naming what is missing, or with what Go said last
 */
export async function ensureGoProgram(program: GoProgram): Promise<string> {
  const own = folderOf(program);
  return withLock(
    `${own}.lock`,
    async () => (await findProgram(program.name, [own])) ?? (await build(program)),
  );
}

/** @param more folders to look into after those of the PATH */
export async function findProgram(
  name: string,
  more: readonly string[] = [],
): Promise<string | undefined> {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...more]) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function folderOf({ name, version }: GoProgram): string {
  return join(cacheFolder(), `${name}-${version}`);
}

async function build(program: GoProgram): Promise<string> {
  const { name, version, module, remedy } = program;
  const folder = folderOf(program);
  const aside = await mkdtemp(`${folder}-`);
  try {
    await promisify(execFile)('go', ['install', `${module}@v${version}`], {
      env: { ...process.env, GOBIN: aside },
      timeout: buildTimeoutMs,
    });
    await rename(aside, folder);
  } catch (cause) {
    await rm(aside, { recursive: true, force: true });
    const message = `expected ${name} for the tests, got ${tell(cause)}. ${remedy}`;
    throw new AppError('PROVISION_FAILED', message, { remedy, cause });
  }
  return join(folder, name);
}

function tell(error: unknown): string {
  const { stderr = '', message } = error as Error & { readonly stderr?: string };
  return stderr.trim().split('\n').slice(-3).join(' | ') || message;
}
