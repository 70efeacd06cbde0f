import { toAppError } from '@crossfold/contracts';
import { cacheFolder } from './cache-folder.js';
import type { Check, DoctorCheck } from './check.js';
import { checkCpu, checkDisk, checkMemory, checkNode } from './machine-checks.js';
import { checkGpu, checkPrerequisite, checkTensorflow, checkValkey } from './native-checks.js';

export interface DoctorOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Folder in which runs keep their data; its free space is checked. */
  readonly stateDir?: string;
  /** Further checks of the caller, such as whether its servers answer. */
  readonly extraChecks?: readonly DoctorCheck[];
}

/** Looks at everything that a run needs from the machine. A check that fails is a finding. */
export async function runDoctor(options: DoctorOptions = {}): Promise<Check[]> {
  const { env = process.env, stateDir, extraChecks = [] } = options;
  const checks: DoctorCheck[] = [
    { name: 'Node', run: checkNode },
    { name: 'CPU', run: checkCpu },
    { name: 'memory', run: checkMemory },
    { name: 'Python', run: () => checkPrerequisite('Python', 'python3', env) },
    { name: 'pip', run: () => checkPrerequisite('pip', 'pip', env) },
    { name: 'compiler', run: () => checkPrerequisite('compiler', 'compiler', env) },
    { name: 'GPU', run: () => checkGpu(env) },
    { name: 'TensorFlow', run: () => checkTensorflow(env) },
    { name: 'Valkey', run: () => checkValkey(env) },
    { name: 'cache folder', run: () => checkDisk('cache folder', cacheFolder(env)) },
    ...(stateDir === undefined
      ? []
      : [{ name: 'state folder', run: () => checkDisk('state folder', stateDir) }]),
    ...extraChecks,
  ];
  return Promise.all(checks.map(runCheck));
}

async function runCheck({ name, run }: DoctorCheck): Promise<Check> {
  try {
    return await run();
  } catch (error) {
    const { message, remedy } = toAppError(error);
    return { name, status: 'problem', found: message, remedy };
  }
}
