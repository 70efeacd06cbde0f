import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { AppError } from '@crossfold/contracts';

/** What a whole process took, from its start to its end. */
export interface ProcessUsage {
  /** Wall time. */
  readonly seconds: number;
  /** Time of all its threads on a core. */
  readonly cpuSeconds: number;
  readonly peakRssMib: number;
}

const hook = new URL('./usage-at-exit.js', import.meta.url).href;

/**
 * Runs a program of Node to its end.
 *
 * @throws AppError INTERNAL with what it complained of, if it fails
 */
export async function measureProcess(
  script: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<ProcessUsage> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['--import', hook, script, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const [usage, complaint, exitCode] = await Promise.all([
    text(child.stdio[3] as Readable),
    text(child.stderr as Readable),
    new Promise<number | null>((resolve) => {
      child.once('close', resolve);
      child.once('error', () => resolve(null));
    }),
  ]);
  const seconds = (performance.now() - startedAt) / 1000;
  if (exitCode === 0) return { seconds, ...(JSON.parse(usage) as Omit<ProcessUsage, 'seconds'>) };
  const last = complaint.trim().split('\n').slice(-12).join('\n');
  throw new AppError('INTERNAL', `expected ${script} to end well, got ${exitCode}: ${last}`);
}
