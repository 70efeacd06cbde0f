import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, queryNvidia } from '@crossfold/contracts';
import { provisionBinding } from './binding.js';
import { installPackageLibrary } from './package-library.js';
import { glibcVersion, hasGlibc } from './platform.js';
import { findPrerequisite } from './prerequisites.js';
import type { ProvisionOptions } from './progress.js';
import { installWheels, isInstalled } from './wheels.js';
import { tensorflowVersion, tensorflowWheels, type WheelPin } from './wheel-pins.js';

export type TensorflowFlavour = 'cpu' | 'gpu';

export interface TensorflowOptions extends ProvisionOptions {
  /** Overrides `CROSSFOLD_TENSORFLOW` and what the machine suggests. */
  readonly flavour?: TensorflowFlavour;
}

export interface ProvisionedTensorflow {
  readonly flavour: TensorflowFlavour;
  /** Version of the native library. */
  readonly version: string;
}

const step = 'tensorflow';
const driverFile = '/proc/driver/nvidia/version';

/**
 * Makes `@tensorflow/tfjs-node-gpu` loadable: native library from its wheel, binding compiled
 * against it, both proved by a sum in a fresh process. Done work is recognised in milliseconds.
 *
 * @throws AppError PROVISION_FAILED, CONFIG_INVALID
 */
export async function provisionTensorflow(
  options: TensorflowOptions,
): Promise<ProvisionedTensorflow> {
  const env = options.env ?? process.env;
  const flavour = options.flavour ?? (await chooseFlavour(env));
  const wheels = wheelsFor(flavour);
  const set = { step, folder: `tensorflow/${flavour}-${tensorflowVersion}`, wheels };
  const { report } = options;
  if (!(await isInstalled(set, env)) && !(await findPrerequisite('pip', env))) {
    const version = await installPackageLibrary({ report, env, flavour, step });
    return { flavour, version };
  }
  const folder = await installWheels(set, options);
  const libraryFolder = join(folder, 'tensorflow');
  const version = tensorflowVersion;
  await provisionBinding({ report, env, step, flavour, version, libraryFolder });
  return { flavour, version };
}

/** `CROSSFOLD_TENSORFLOW`, else `gpu` where an NVIDIA driver answers, else `cpu`. */
export async function chooseFlavour(env: NodeJS.ProcessEnv): Promise<TensorflowFlavour> {
  const requested = env.CROSSFOLD_TENSORFLOW;
  if (requested === 'cpu' || requested === 'gpu') return requested;
  if (requested) {
    throw new AppError(
      'CONFIG_INVALID',
      `expected "cpu" or "gpu" for CROSSFOLD_TENSORFLOW, got "${requested}"`,
    );
  }
  if (process.arch !== 'x64') return 'cpu';
  return existsSync(driverFile) || (await queryNvidia(env)).gpus.length > 0 ? 'gpu' : 'cpu';
}

function wheelsFor(flavour: TensorflowFlavour): readonly WheelPin[] {
  const wheels = tensorflowWheels[flavour][process.arch];
  if (process.platform === 'linux' && wheels && hasGlibc('2.27')) return wheels;
  const libc = process.platform === 'linux' ? `, glibc ${glibcVersion() ?? 'absent'}` : '';
  throw new AppError(
    'PROVISION_FAILED',
    `expected Linux with glibc 2.27 or later on x64 (cpu, gpu) or arm64 (cpu) for TensorFlow ` +
      `(${flavour}), got ${process.platform} on ${process.arch}${libc}`,
    {
      remedy:
        'Run workers on such a machine or in a Linux container; the orchestrator needs no TensorFlow.',
    },
  );
}
