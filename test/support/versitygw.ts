import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@crossfold/contracts';
import { cacheFolder, withLock } from '@crossfold/provision';

const version = '1.8.0';
const module = `github.com/versity/versitygw/cmd/versitygw@v${version}`;
const prerequisites =
  'Have one of: Go on the PATH with access to its modules (to build versitygw), versitygw on the ' +
  'PATH, a Docker engine, or an S3 server named by CROSSFOLD_TEST_S3_ENDPOINT.';
const buildTimeoutMs = 15 * 60 * 1000;

/** The S3 server of the tests on the PATH or in the cache folder, or undefined. */
async function findVersitygw(): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), binFolder()];
  for (const folder of folders) {
    const path = join(folder, 'versitygw');
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/**
 * Builds the S3 server of the tests with Go, once: about two minutes. Calls may run at the same
 * time, also from several processes.
 *
 * @returns path of the program
 * @throws AppError PROVISION_FAILED naming what is missing, or with what Go said last
 */
export async function buildVersitygw(): Promise<string> {
  return withLock(`${binFolder()}.lock`, async () => (await findVersitygw()) ?? (await build()));
}

function binFolder(): string {
  return join(cacheFolder(), `versitygw-${version}`);
}

async function build(): Promise<string> {
  const aside = await mkdtemp(`${binFolder()}-`);
  try {
    await promisify(execFile)('go', ['install', module], {
      env: { ...process.env, GOBIN: aside },
      timeout: buildTimeoutMs,
    });
    await rename(aside, binFolder());
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw new AppError(
      'PROVISION_FAILED',
      `expected an S3 server for the tests, got ${tell(error)}. ${prerequisites}`,
      { remedy: prerequisites, cause: error },
    );
  }
  return join(binFolder(), 'versitygw');
}

function tell(error: unknown): string {
  const { stderr = '', message } = error as Error & { readonly stderr?: string };
  return stderr.trim().split('\n').slice(-3).join(' | ') || message;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
