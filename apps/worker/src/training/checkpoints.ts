import { AppError, epochRecordSchema, objectPaths, parseWith } from '@crossfold/contracts';
import { decodeSafetensors, encodeSafetensors, noEpochYet, type TensorMap } from '@crossfold/model';
import type { ObjectStore } from '@crossfold/storage';
import { z } from 'zod';

/** All of a trial's state that is not a tensor. */
const trialStateSchema = z.strictObject({
  /** Hash of configuration, data, split, fold and seed: what the state belongs to. */
  identity: z.string(),
  stage: z.int().min(0),
  epochInStage: z.int().min(0),
  stepsInStage: z.int().min(0),
  plateau: z
    .strictObject({
      learningRate: z.number(),
      best: z.number().nullable(),
      wait: z.int(),
      cooldownLeft: z.int(),
    })
    .nullable(),
  best: z.strictObject({
    epoch: z.int().nullable(),
    score: z.number().nullable(),
    wait: z.int(),
  }),
  history: z.array(epochRecordSchema),
});
export type TrialState = Omit<z.infer<typeof trialStateSchema>, 'identity'>;

export function firstState(): TrialState {
  return {
    stage: 0,
    epochInStage: 0,
    stepsInStage: 0,
    plateau: null,
    best: noEpochYet,
    history: [],
  };
}

export interface Checkpoint {
  readonly state: TrialState;
  /** Parameters and the optimiser's slots. */
  readonly tensors: TensorMap;
}

export interface Checkpoints {
  loadLatest(): Promise<Checkpoint | null>;
  /** Tensors of the best epoch that a restored checkpoint knows of. */
  loadBest(restored: Checkpoint): Promise<TensorMap | null>;
  /** Begins to write; the write goes on while training does. Waits for the one before. */
  save(checkpoint: Checkpoint): Promise<void>;
  /** Waits until all is written. */
  settle(): Promise<void>;
}

/** Checkpoints of one trial in the object store: the newest and that of the best epoch are kept. */
export function createCheckpoints(
  store: ObjectStore,
  cell: { readonly studyId: string; readonly trialId: string },
  identity: string,
): Checkpoints {
  const prefix = objectPaths.checkpoints(cell.studyId, cell.trialId);
  const pathOf = (epoch: number) => objectPaths.checkpoint(cell.studyId, cell.trialId, epoch);
  let pending: Promise<void> = Promise.resolve();

  async function list(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix)) keys.push(key);
    return keys;
  }

  async function load(key: string): Promise<Checkpoint> {
    const { bytes } = await store.get(key);
    const { tensors, metadata } = decodeSafetensors(bytes, key);
    const stored: unknown = JSON.parse(metadata['state'] ?? 'null');
    const { identity: found, ...state } = parseWith(
      trialStateSchema,
      stored,
      'OBJECT_CORRUPT',
      `checkpoint ${key}`,
    );
    if (found === identity) return { state, tensors };
    throw new AppError('OBJECT_CORRUPT', `expected trial ${identity} in ${key}, got ${found}`);
  }

  async function write({ state, tensors }: Checkpoint): Promise<void> {
    const epoch = state.history.length;
    const metadata = { state: JSON.stringify({ ...state, identity }) };
    await store.put(pathOf(epoch), encodeSafetensors({ tensors, metadata }));
    const kept = [pathOf(epoch), pathOf(state.best.epoch ?? epoch)];
    for (const key of await list()) if (!kept.includes(key)) await store.delete(key);
  }

  return {
    async loadLatest() {
      const newest = (await list()).at(-1);
      return newest === undefined ? null : load(newest);
    },
    async loadBest({ state, tensors }) {
      const { epoch } = state.best;
      if (epoch === null) return null;
      return epoch === state.history.length ? tensors : (await load(pathOf(epoch))).tensors;
    },
    async save(checkpoint) {
      await pending;
      pending = write(checkpoint);
      // A failed write is reported by whoever waits for it next, never as an unhandled rejection.
      pending.catch(() => undefined);
    },
    settle: () => pending,
  };
}
