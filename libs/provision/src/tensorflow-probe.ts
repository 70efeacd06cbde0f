import { AppError } from '@crossfold/contracts';
import { lastLines, runCommand } from './command.js';
import { tensorflowPackageFolder } from './tensorflow-package.js';

export interface TensorflowProbe {
  /** Version that the native library itself reports. */
  readonly version: string;
  /** `CPU`, or `GPU` with the names of the devices. */
  readonly device: string;
  /** Result of 1 + 1 through the library. */
  readonly sum: number;
}

/** The package calls `util.isNullOrUndefined`, which Node removed in version 23. */
const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
const tf = require(process.argv[1]);
const { TF_Version: version } = tf.backend().binding;
const gpu = tf.backend().isUsingGpuDevice;
const sum = tf.add(tf.scalar(1), tf.scalar(1)).dataSync()[0];
console.log('\\n' + JSON.stringify({ version, gpu, sum }));
`;

/**
 * Loads TensorFlow in a process of its own, so that a crash of native code is an error here.
 *
 * @throws AppError PROVISION_FAILED when it does not load or does not compute
 */
export async function probeTensorflow(env: NodeJS.ProcessEnv): Promise<TensorflowProbe> {
  const result = await runCommand(process.execPath, ['-e', script, tensorflowPackageFolder()], {
    // Device names appear only in the library's own log.
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '0' },
    timeoutMs: 180_000,
  });
  const line = result.stdout.trim().split('\n').at(-1) ?? '';
  if (result.code !== 0 || !line.startsWith('{')) throw doesNotLoad(lastLines(result));
  const { version, gpu, sum } = JSON.parse(line) as { version: string; gpu: boolean; sum: number };
  if (sum !== 2) throw doesNotLoad(`1 + 1 = ${sum}`);
  return { version, device: gpu ? `GPU ${deviceNames(result.stderr)}`.trim() : 'CPU', sum };
}

function deviceNames(log: string): string {
  const names = log.matchAll(/Created device .*name: ([^,]+),/g);
  return [...names].map((match) => match[1]).join(', ');
}

function doesNotLoad(said: string): AppError {
  return new AppError('PROVISION_FAILED', `expected TensorFlow to load and compute, got: ${said}`, {
    remedy: 'Run "crossfold setup" again; it rebuilds what is broken or missing.',
  });
}
