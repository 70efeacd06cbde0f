import { byteObjects } from '@crossfold/contracts';
import { eventsOf } from '../support/event-stream.js';
import type { Stack } from '../support/stack.js';

/** Where a trial stands: epochs done, and steps done of the next one. */
export interface TrialPosition {
  readonly epoch: number;
  readonly step: number;
}

/** Trials that a worker that left gave back, each with the last training step that was told of it. */
export async function handedBack(
  stack: Stack,
  studyId: string,
): Promise<ReadonlyMap<string, TrialPosition>> {
  const reached = new Map<string, TrialPosition>();
  const given = new Map<string, TrialPosition>();
  for (const event of await eventsOf(stack, studyId)) {
    if (!('trialId' in event)) continue;
    const { trialId } = event;
    const position = reached.get(trialId);
    if (event.type === 'trial.started') {
      reached.delete(trialId);
      given.delete(trialId);
    } else if (event.type === 'trial.progress' && event.phase === 'training') {
      reached.set(trialId, { epoch: event.epoch - 1, step: event.step });
    } else if (event.type === 'trial.requeued' && event.reason === 'its worker shuts down') {
      if (position) given.set(trialId, position);
    }
  }
  return given;
}

export async function newestCheckpoint(
  { store }: Stack,
  studyId: string,
  trialId: string,
): Promise<TrialPosition | null> {
  let newest: TrialPosition | null = null;
  for await (const { key } of store.list(byteObjects.checkpoint.prefix({ studyId, trialId }))) {
    const [, epoch, step] = /(\d+)-(\d+)-\d+\.safetensors$/.exec(key) ?? [];
    newest = { epoch: Number(epoch), step: Number(step) };
  }
  return newest;
}
