import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { AppError } from '@crossfold/contracts';
import { lastLines, runCommand } from './command.js';
import type { WheelPin } from './wheel-pins.js';

/** What a wheel's file name says (PEP 427). */
interface WheelName {
  readonly name: string;
  readonly version: string;
  readonly python: string;
  readonly abi: string;
  readonly platforms: readonly string[];
}

function parseWheelName(file: string): WheelName {
  const [name, version, python, abi, platform] = file.replace(/\.whl$/, '').split('-');
  if (!name || !version || !python || !abi || !platform) {
    throw new AppError('INTERNAL', `expected five parts in a wheel's name, got "${file}"`);
  }
  return { name, version, python, abi, platforms: platform.split('.') };
}

/**
 * Address of a wheel on whichever index pip is set up for, or undefined when pip names none that can
 * be fetched directly. pip is asked for a version that does not exist, because it then lists every
 * link it knows and stops; its dry run would fetch the whole wheel first.
 */
export async function findWheelUrl(
  pin: WheelPin,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const wheel = parseWheelName(pin.file);
  const args = ['-vv', ...selection(wheel), `${wheel.name}==0.dev0`];
  const { stdout } = await pip(['download', ...args], env);
  const suffix = `/${pin.file}`;
  return stdout.match(/https?:\/\/[^\s#]+\.whl/g)?.find((url) => url.endsWith(suffix));
}

/** Lets pip itself fetch a wheel to `target`; `onProgress` gets the bytes that lie on disk so far. */
export async function downloadWithPip(
  pin: WheelPin,
  target: string,
  env: NodeJS.ProcessEnv,
  onProgress: (doneBytes: number) => void,
): Promise<void> {
  const folder = `${target}.pip`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const timer = setInterval(() => void folderBytes(folder).then(onProgress), 500);
  const wheel = parseWheelName(pin.file);
  const args = [...selection(wheel), '--dest', folder, `${wheel.name}==${wheel.version}`];
  try {
    const result = await pip(['download', '--no-cache-dir', ...args], { ...env, TMPDIR: folder });
    if (result.code !== 0) throw refused(pin, lastLines(result));
    await rename(join(folder, pin.file), target);
  } finally {
    clearInterval(timer);
    await rm(folder, { recursive: true, force: true });
  }
}

/** How pip reaches its index, so that a request of ours can go the same way. */
export interface PipConnection {
  /** Certificates that pip accepts, for Node's TLS; undefined when it has none of its own. */
  readonly certificates: readonly string[] | undefined;
  /** Whether it goes through a proxy, which a plain Node request does not. */
  readonly usesProxy: boolean;
}

export async function readPipConnection(env: NodeJS.ProcessEnv): Promise<PipConnection> {
  const settings = await pipSettings(env);
  const file =
    settings('cert') ?? env.REQUESTS_CA_BUNDLE ?? env.CURL_CA_BUNDLE ?? env.SSL_CERT_FILE;
  const proxies = [env.HTTPS_PROXY, env.https_proxy, env.ALL_PROXY, env.all_proxy];
  return {
    certificates: file ? [...rootCertificates, await readFile(file, 'utf8')] : undefined,
    usesProxy: [settings('proxy'), ...proxies].some(Boolean),
  };
}

/** pip reads the section of its command over the global one, and the environment over both. */
async function pipSettings(env: NodeJS.ProcessEnv): Promise<(name: string) => string | undefined> {
  const { stdout } = await pip(['config', 'list'], env);
  const values = new Map(
    stdout.split('\n').map((line) => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1).replace(/^'(.*)'$/, '$1')];
    }),
  );
  return (name) =>
    [`:env:.${name}`, `download.${name}`, `global.${name}`]
      .map((key) => values.get(key))
      .find((value) => value !== undefined);
}

function selection({ python, abi, platforms }: WheelName): string[] {
  const platform = platforms.flatMap((tag) => ['--platform', tag]);
  const common = ['--no-deps', '--only-binary=:all:', ...platform];
  const cpython = /^cp(\d)(\d+)$/.exec(python);
  if (!cpython) return common;
  const version = `${cpython[1]}.${cpython[2]}`;
  return [...common, '--python-version', version, '--implementation', 'cp', '--abi', abi];
}

function pip(args: readonly string[], env: NodeJS.ProcessEnv) {
  return runCommand('python3', ['-m', 'pip', '--disable-pip-version-check', ...args], { env });
}

async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map((name) =>
    stat(join(folder, name)).then(
      (status) => (status.isFile() ? status.size : 0),
      () => 0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function refused(pin: WheelPin, said: string): AppError {
  return new AppError(
    'PROVISION_FAILED',
    `expected the wheel ${pin.file} from the package index that pip is set up for, got: ${said}`,
    { remedy: 'Check that "python3 -m pip download" reaches a package index, then run again.' },
  );
}
