import { tasks, type TrialView } from '@crossfold/contracts';
import { slotsOf, type RunningProcess } from './processes.js';
import type { Stack } from './stack.js';
import { waitUntil } from './wait-until.js';

/**
 * Kills the process of trials at each of their attempts, until they are given up.
 *
 * @param worker the only one, with one slot: what is told to run is what its process runs, and goes
 *   on running until it is killed
 */
export async function crashTrials(
  stack: Stack,
  worker: RunningProcess,
  studyId: string,
  trialIds: readonly string[],
): Promise<void> {
  const killed = new Set<string>();
  await waitUntil(`all attempts at ${trialIds.join(', ')} to be killed`, async () => {
    for (const trialId of trialIds) {
      const trial = await stack.get<TrialView>(`/studies/${studyId}/trials/${trialId}`);
      if (trial.state === 'succeeded') throw new Error(`${trialId} was too quick`);
      const attempt = `${trialId} ${trial.attempt}`;
      const [slot] = await slotsOf(worker.pid);
      if (trial.state !== 'running' || slot === undefined || killed.has(attempt)) continue;
      process.kill(slot, 'SIGKILL');
      killed.add(attempt);
    }
    return killed.size === trialIds.length * tasks.trial.retry.attempts;
  });
}
