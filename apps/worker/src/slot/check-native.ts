import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { forwardOutput, pipedOutput } from './forward-output.js';
import { nameLoadError } from './native-error.js';

const processPath = fileURLToPath(new URL('./check-native-process.js', import.meta.url));

/** What the process of a check says before it ends, unless native code has ended it. */
export type NativeCheck =
  | { readonly problem: string; readonly tensorflow?: undefined }
  | { readonly problem: null; readonly tensorflow: string };

/**
 * Loads the native libraries as a slot does, in a process of its own: a machine on which they do
 * not load would take trial after trial, and fail each.
 *
 * @param environment of the slot, beside that of this process
 * @returns the version of TensorFlow
 * @throws AppError TENSORFLOW_UNAVAILABLE
 */
export async function assertNativeLoads(environment: NodeJS.ProcessEnv): Promise<string> {
  const check = await new Promise<NativeCheck>((resolve) => {
    const child = fork(processPath, [], {
      env: { ...process.env, ...environment },
      stdio: pipedOutput,
    });
    void forwardOutput(child);
    let said: NativeCheck | null = null;
    child.on('message', (message) => {
      said = message as NativeCheck;
    });
    child.on('error', ({ message }) => {
      resolve({ problem: message });
    });
    child.on('exit', (code, signal) => {
      resolve(said ?? { problem: `the end of their process by ${signal ?? `code ${code}`}` });
    });
  });
  if (check.problem !== null) throw nameLoadError(new Error(check.problem));
  return check.tensorflow;
}
