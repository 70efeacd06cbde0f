import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitUntil } from './wait-until.js';

const main = fileURLToPath(new URL('../../apps/cli/bundle/main.js', import.meta.url));

/**
 * Runs the built `crossfold` command, and kills it (−9) as soon as something holds, or lets it end.
 *
 * @returns whether it was killed
 */
export async function killCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  holds: () => Promise<boolean>,
): Promise<boolean> {
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const exited = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject).on('exit', (_code, signal) => resolve(signal));
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  await waitUntil('the moment to kill it', async () => isOver() || (await holds()), {
    everyMs: 1,
    timeoutMs: 600_000,
  });
  child.kill('SIGKILL');
  return (await exited) === 'SIGKILL';
}
