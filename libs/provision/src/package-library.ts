import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '@crossfold/contracts';
import { lastLines, runCommand } from './command.js';
import { withLock } from './lock.js';
import { findPrerequisite, missingPrerequisites, type Prerequisite } from './prerequisites.js';
import type { Report } from './progress.js';
import { stampMatches, writeStamp } from './stamp.js';
import { readTensorflowPackage, type TensorflowPackage } from './tensorflow-package.js';
import { probeTensorflow } from './tensorflow-probe.js';

export interface PackageLibraryOptions {
  readonly report: Report;
  readonly env: NodeJS.ProcessEnv;
  readonly step: string;
  readonly flavour: 'cpu' | 'gpu';
}

/**
 * The way without pip: the npm package's own install script, which fetches an older TensorFlow and
 * a ready-made binding from its makers' storage.
 *
 * @returns version of the native library
 * @throws AppError PROVISION_FAILED naming what pip's way would need
 */
export async function installPackageLibrary(options: PackageLibraryOptions): Promise<string> {
  const target = readTensorflowPackage();
  const { env, step, flavour, report } = options;
  const stamp = { flavour, source: 'package script', package: target.version };
  const isDone = async () =>
    existsSync(target.bindingFile) && (await stampMatches(target.stampFile, stamp));
  report({
    step,
    message:
      'no pip here: using the npm package’s own script. It brings TensorFlow 2.9 (no GPU newer ' +
      'than Ampere, slower on CPUs) and needs hosts beyond the package registries.',
  });
  await withLock(join(target.folder, '.crossfold.lock'), async () => {
    if (await isDone()) return;
    await rm(target.stampFile, { force: true });
    await runPackageScript(target, options);
    await probeTensorflow(env);
    await writeStamp(target.stampFile, stamp);
  });
  return (await probeTensorflow(env)).version;
}

async function runPackageScript(
  { folder, bindingFile }: TensorflowPackage,
  { env, flavour }: PackageLibraryOptions,
): Promise<void> {
  // The script calls node-pre-gyp by name, which npm would have put on the PATH.
  const bin = join(dirname(dirname(folder)), '.bin');
  const path = [bin, dirname(process.execPath), env.PATH].filter(Boolean).join(delimiter);
  const result = await runCommand(process.execPath, ['scripts/install.js', flavour, 'download'], {
    env: { ...env, PATH: path },
    cwd: folder,
  });
  if (result.code === 0 && existsSync(bindingFile)) return;
  const needed: readonly Prerequisite[] = ['python3', 'pip', 'compiler'];
  const found = await Promise.all(needed.map((name) => findPrerequisite(name, env)));
  const missing = missingPrerequisites(needed.filter((_, index) => found[index] === undefined));
  throw new AppError(
    'PROVISION_FAILED',
    `${missing.message}; the npm package’s own script, tried instead, said: ${lastLines(result)}`,
    { problems: missing.problems, remedy: missing.remedy },
  );
}
