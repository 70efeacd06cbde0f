import { byteObjects, records } from '@crossfold/contracts';
import { slotOf, type RunningProcess } from './processes.js';
import type { Stack } from './stack.js';
import { waitUntil } from './wait-until.js';

export interface StoppedTrial {
  /** Of the worker and its slot. */
  readonly pids: readonly [worker: number, slot: number];
  readonly trialId: string;
}

/**
 * Stops a worker with its slot while it trains a trial that has a checkpoint. A busy machine decides
 * which trial that is: one may have ended while the test waited for its turn.
 *
 * @param worker the only one, with one slot
 */
export async function stopInTrial(
  { store }: Stack,
  worker: RunningProcess,
  studyId: string,
): Promise<StoppedTrial> {
  return waitUntil('a trial with a checkpoint and no end', async () => {
    const pids = [worker.pid, await slotOf(worker)] as const;
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const [saved, finished] = [new Set<string>(), new Set<string>()];
    for await (const { key } of store.list(records.receipt.prefix({ studyId }))) {
      const checkpoint = byteObjects.checkpoint.parseKey(key);
      if (checkpoint) saved.add(checkpoint.trialId);
      const receipt = records.receipt.parseKey(key);
      if (receipt) finished.add(receipt.trialId);
    }
    const trialId = [...saved].find((candidate) => !finished.has(candidate));
    if (trialId !== undefined) return { pids, trialId };
    for (const pid of pids) process.kill(pid, 'SIGCONT');
    return null;
  });
}
