import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '@crossfold/contracts';

const packageName = '@tensorflow/tfjs-node-gpu';
const localRequire = createRequire(import.meta.url);

/** Folder of the installed npm package whose native part is set up. */
export function tensorflowPackageFolder(): string {
  const folder = installedFolder(packageName);
  if (folder !== undefined) return folder;
  throw new AppError('PROVISION_FAILED', `expected ${packageName} to be installed, got nothing`, {
    remedy: 'Run "npm ci" in the project, then the set-up again.',
  });
}

/** Folder of an npm package that this one can reach, or undefined. */
export function installedFolder(name: string): string | undefined {
  try {
    return dirname(localRequire.resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

export interface TensorflowPackage {
  readonly folder: string;
  readonly version: string;
  /** The highest Node-API version that it declares; every supported Node has it. */
  readonly nodeApiVersion: number;
  /** Where it loads its native binding from. */
  readonly bindingFile: string;
  /** Written when the native part is complete. */
  readonly stampFile: string;
}

export function readTensorflowPackage(): TensorflowPackage {
  const folder = tensorflowPackageFolder();
  const { version, binary } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly version: string;
    readonly binary: { readonly napi_versions: readonly number[] };
  };
  const nodeApiVersion = Math.max(...binary.napi_versions);
  return {
    folder,
    version: `${packageName} ${version}`,
    nodeApiVersion,
    bindingFile: join(folder, 'lib', `napi-v${nodeApiVersion}`, 'tfjs_binding.node'),
    stampFile: join(folder, 'lib', 'crossfold-stamp.json'),
  };
}
