import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError, sha256 } from '@crossfold/contracts';
import { lastLines, runCommand } from './command.js';
import { replaceLink } from './files.js';
import { withLock } from './lock.js';
import { findPrerequisite, missingPrerequisites } from './prerequisites.js';
import type { Report } from './progress.js';
import { sessionConfigSource } from './session-config-source.js';
import { stampMatches, writeStamp } from './stamp.js';
import {
  installedFolder,
  readTensorflowPackage,
  type TensorflowPackage,
} from './tensorflow-package.js';
import { probeTensorflow } from './tensorflow-probe.js';

export interface BindingOptions {
  readonly report: Report;
  readonly env: NodeJS.ProcessEnv;
  readonly step: string;
  readonly flavour: string;
  /** Version of the native library. */
  readonly version: string;
  /** Folder of `libtensorflow_cc.so.2`, `libtensorflow_framework.so.2` and `include`. */
  readonly libraryFolder: string;
}

/**
 * Links the library into the npm package, compiles the binding against it and proves that both
 * load. Another flavour or version means building again.
 *
 * The compiler is called directly: the binding is two files of plain Node-API and one of ours, and the
 * usual build tool would want make, Python modules and Node's headers from the network for the same
 * command.
 *
 * @throws AppError PROVISION_FAILED
 */
export async function provisionBinding(options: BindingOptions): Promise<void> {
  const { flavour, version, libraryFolder } = options;
  const target = readTensorflowPackage();
  const own = sha256(sessionConfigSource);
  const stamp = { flavour, version, libraryFolder, package: target.version, own };
  const isDone = async () =>
    existsSync(target.bindingFile) && (await stampMatches(target.stampFile, stamp));
  if (await isDone()) return;
  await withLock(join(target.folder, '.crossfold.lock'), async () => {
    if (await isDone()) return;
    await rm(target.stampFile, { force: true });
    await linkLibrary(target, libraryFolder);
    await compile(target, options);
    await verify(options);
    await writeStamp(target.stampFile, stamp);
  });
}

/**
 * Whole folders are linked, not single files: the GPU library looks for CUDA in `../nvidia` beside
 * the folder that it was loaded from, and the kernel resolves `..` behind the link.
 */
async function linkLibrary({ folder }: TensorflowPackage, libraryFolder: string): Promise<void> {
  await replaceLink('libtensorflow_cc.so.2', join(libraryFolder, 'libtensorflow.so'));
  await replaceLink(
    'libtensorflow_framework.so.2',
    join(libraryFolder, 'libtensorflow_framework.so'),
  );
  const deps = join(folder, 'deps');
  await rm(deps, { recursive: true, force: true });
  await mkdir(deps);
  await symlink(libraryFolder, join(deps, 'lib'));
  await symlink(join(libraryFolder, 'include'), join(deps, 'include'));
}

async function compile(
  target: TensorflowPackage,
  { env, step, report }: BindingOptions,
): Promise<void> {
  const compiler = await findPrerequisite('compiler', env);
  if (!compiler) throw missingPrerequisites(['compiler']);
  report({ step, message: `building the Node binding with ${compiler.version}` });
  const aside = `${target.bindingFile}.${process.pid}`;
  await mkdir(dirname(target.bindingFile), { recursive: true });
  const ownSource = `${aside}.cc`;
  await writeFile(ownSource, sessionConfigSource);
  const args = compilerArguments(target, ownSource, aside);
  const result = await runCommand(compiler.program, args, { env, cwd: target.folder });
  await rm(ownSource);
  if (result.code !== 0) {
    throw new AppError(
      'PROVISION_FAILED',
      `expected ${compiler.program} to build the TensorFlow binding, got: ${lastLines(result, 20)}`,
    );
  }
  await rename(aside, target.bindingFile);
}

/** What the package's `binding.gyp` and Node's own settings ask for on Linux, and our file. */
function compilerArguments(
  { nodeApiVersion }: TensorflowPackage,
  ownSource: string,
  output: string,
): string[] {
  return [
    ...['-shared', '-fPIC', '-std=gnu++17', '-O2', '-fno-exceptions', '-fno-rtti'],
    ...[`-DNAPI_VERSION=${nodeApiVersion}`, `-I${nodeApiHeaders()}`, '-Ideps/include'],
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', ownSource, '-o', output],
    ...['-Wl,--wrap=TFE_NewContextOptions', '-Wl,--wrap=TF_NewSessionOptions'],
    ...['-Ldeps/lib', '-ltensorflow', '-ltensorflow_framework'],
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
}

/** Node-API's headers: the npm package that carries them, else those beside the running Node. */
function nodeApiHeaders(): string {
  const packaged = installedFolder('node-api-headers');
  const beside = join(dirname(dirname(process.execPath)), 'include', 'node');
  const folders = [...(packaged === undefined ? [] : [join(packaged, 'include')]), beside];
  const found = folders.find((folder) => existsSync(join(folder, 'node_api.h')));
  if (found !== undefined) return found;
  throw new AppError(
    'PROVISION_FAILED',
    `expected node_api.h in ${folders.join(' or ')}, got nothing`,
    { remedy: 'Run "npm ci" in the project, then the set-up again.' },
  );
}

async function verify({ env, step, report, version }: BindingOptions): Promise<void> {
  const loaded = await probeTensorflow(env);
  if (loaded.version !== version) {
    throw new AppError(
      'PROVISION_FAILED',
      `expected TensorFlow ${version} behind the binding, got ${loaded.version}`,
    );
  }
  report({
    step,
    message: `TensorFlow ${loaded.version} loads; 1 + 1 = ${loaded.sum} on ${loaded.device}`,
  });
}
