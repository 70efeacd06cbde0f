import { queryNvidia } from '@crossfold/contracts';
import type { Check } from './check.js';
import { findPrerequisite, prerequisiteKinds, type Prerequisite } from './prerequisites.js';
import { chooseFlavour } from './tensorflow.js';
import { probeTensorflow } from './tensorflow-probe.js';
import { isValkeyInstalled } from './valkey.js';
import { tensorflowVersion, valkeyVersion } from './wheel-pins.js';

const setUp = 'Run "crossfold setup".';

/** Needed by the set-up only: without it, what is set up already goes on working. */
export async function checkPrerequisite(
  name: string,
  prerequisite: Prerequisite,
  env: NodeJS.ProcessEnv,
): Promise<Check> {
  const found = await findPrerequisite(prerequisite, env);
  if (found) return { name, status: 'ok', found: found.version };
  const { what, debianPackage } = prerequisiteKinds[prerequisite];
  return {
    name,
    status: 'warning',
    found: `${what} is not on the PATH; the set-up needs it`,
    remedy: `Install it; Debian, Ubuntu: apt-get install ${debianPackage}`,
  };
}

export async function checkGpu(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'GPU';
  const { gpus, faults } = await queryNvidia(env);
  const devices = gpus.map((gpu) => `${gpu.name}, ${gpu.driver_version}, ${gpu['memory.total']}`);
  const found = devices.join('; ') || 'none; training runs on the CPU';
  if (faults.length === 0) return { name, status: 'ok', found };
  const remedy = 'What does not answer is left out: see "nvidia-smi" and the log of the kernel.';
  return { name, status: 'warning', found: [found, ...faults].join('; '), remedy };
}

export async function checkTensorflow(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'TensorFlow';
  const { version, device } = await probeTensorflow(env);
  const found = `${version}, runs on ${device}`;
  if (version !== tensorflowVersion) {
    const remedy = `TensorFlow ${tensorflowVersion} is faster: install pip and run the set-up again.`;
    return { name, status: 'warning', found, remedy };
  }
  if (device === 'CPU' && (await chooseFlavour(env)) === 'gpu') {
    const remedy = 'Set CROSSFOLD_TENSORFLOW=gpu and run "crossfold setup"; check nvidia-smi.';
    return { name, status: 'warning', found: `${found}, although there is a GPU`, remedy };
  }
  return { name, status: 'ok', found };
}

export async function checkValkey(env: NodeJS.ProcessEnv): Promise<Check> {
  const name = 'Valkey';
  if (await isValkeyInstalled(env)) return { name, status: 'ok', found: valkeyVersion };
  const found = 'not set up; needed only where no Redis is given';
  return { name, status: 'warning', found, remedy: setUp };
}
