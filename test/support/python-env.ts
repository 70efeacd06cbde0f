import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, contentHash } from '@crossfold/contracts';
import { cacheFolder, withLock } from '@crossfold/provision';

/** The reference implementations, pinned: a parity test is only as good as what it compares with. */
export const scikitLearnRequirements = [
  'cloudpickle==3.1.2',
  'formulaic==1.2.2',
  'interface_meta==2.0.1',
  'joblib==1.6.0',
  'narwhals==2.29.0',
  'numpy==2.4.6',
  'packaging==26.3',
  'pandas==3.1.1',
  'patsy==1.0.3',
  'python-dateutil==4.0.0',
  'scikit-learn==1.9.1',
  'scipy==1.17.1',
  'statsmodels==0.15.0',
  'threadpoolctl==3.8.0',
  'typing_extensions==4.16.0',
  'tzdata==2026.6',
  'wrapt==2.5.2',
] as const;

/** The plain package is the build without CUDA everywhere but on x64. */
export const kerasRequirements = [
  'h5py==3.14.0',
  'keras==3.15.1',
  'numpy==2.4.6',
  `${process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow'}==2.21.0`,
] as const;

/**
 * Makes a virtual environment with these packages, once for each set of requirements, in the cache
 * folder of the native parts. Calls may run at the same time, also from several processes.
 *
 * @returns path of its Python
 * @throws AppError PROVISION_FAILED with what `venv` or `pip` said last.
 */
export async function ensurePythonEnv(
  name: string,
  requirements: readonly string[],
): Promise<string> {
  const folder = join(
    cacheFolder(),
    'venv',
    `${name}-${contentHash([...requirements].sort()).slice(0, 12)}`,
  );
  const python = join(folder, 'bin', 'python');
  if (await exists(python)) return python;
  await withLock(`${folder}.lock`, async () => {
    if (!(await exists(python))) await buildPythonEnv(folder, requirements);
  });
  return python;
}

/**
 * Runs a script with `input` as JSON on its standard input.
 *
 * @returns what it printed, parsed as JSON
 * @throws AppError INTERNAL with the end of its error output when it fails.
 */
export async function runPython<Answer>(
  python: string,
  script: string,
  input: unknown,
): Promise<Answer> {
  const printed = await runToEnd('INTERNAL', python, [script], JSON.stringify(input));
  return JSON.parse(printed) as Answer;
}

/** Built aside and renamed whole, so that an interrupted build is never taken for a finished one. */
async function buildPythonEnv(folder: string, requirements: readonly string[]): Promise<void> {
  const aside = `${folder}.${randomUUID()}`;
  await mkdir(dirname(folder), { recursive: true });
  try {
    await runToEnd('PROVISION_FAILED', 'python3', ['-m', 'venv', aside]);
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', ...requirements];
    await runToEnd('PROVISION_FAILED', join(aside, 'bin', 'python'), install);
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

function runToEnd(
  code: 'INTERNAL' | 'PROVISION_FAILED',
  program: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'pipe' });
    const printed: Buffer[] = [];
    const complained: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => printed.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => complained.push(chunk));
    // A program that ends without reading its input is judged by its exit status.
    child.stdin.on('error', () => undefined);
    child.once('error', (cause) => {
      reject(new AppError(code, `expected to start ${program}, got: ${cause.message}`, { cause }));
    });
    child.once('close', (status) => {
      if (status === 0) resolve(Buffer.concat(printed).toString('utf8'));
      else reject(new AppError(code, failureOf([program, ...args], status, complained)));
    });
    child.stdin.end(input);
  });
}

function failureOf(command: string[], status: number | null, complained: Buffer[]): string {
  const last = Buffer.concat(complained).toString('utf8').trim().split('\n').slice(-12);
  return `expected success of ${command.slice(0, 4).join(' ')}, got ${status}: ${last.join('\n')}`;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
