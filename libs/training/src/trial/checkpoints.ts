import {
  AppError,
  byteObjects,
  currentVersion,
  parseDocument,
  versioned,
} from '@crossfold/contracts';
import type { HostTensor, TensorMap } from '@crossfold/graph';
import { decodeSafetensors, encodeSafetensors } from '@crossfold/model';
import type { StoreInThread } from '@crossfold/storage';
import { z } from 'zod';
import { assertNotSuperseded, type TrialAttempt } from './attempt.js';
import { trialStateSchema, type TrialState } from './trial-state.js';

/** What a checkpoint holds beside its tensors. Version 0 did not say its number. */
const storedState = versioned(
  z.strictObject({
    schemaVersion: z.literal(1),
    ...trialStateSchema.shape,
    /** Hash of configuration, data, split, fold and seed: what the state belongs to. */
    identity: z.string(),
    /** The checkpoint that holds the parameters of the best epoch; null before there is one. */
    bestKey: z.string().nullable(),
  }),
  { 0: (state) => state },
);

export interface Checkpoint {
  readonly state: TrialState;
  /** Parameters and, until training is over, the optimiser's slots. */
  readonly tensors: TensorMap;
  /**
   * Class probabilities, [images so far, classes], of the part that is being predicted: validation
   * after the steps of an epoch, the outer fold after the last stage. Null at other times.
   */
  readonly predicted: HostTensor | null;
}

/** By which a trial's checkpoints may grow: their history, and what is predicted so far. */
const spareBytes = 4 * 2 ** 20;

/** Name of `predicted` among the tensors of a stored checkpoint. */
const predictedName = 'predicted/probabilities';

export interface RestoredCheckpoint extends Checkpoint {
  /** Tensors of the best epoch; null before there is one. */
  readonly best: TensorMap | null;
}

export interface DamagedCheckpoint {
  readonly key: string;
  readonly message: string;
}

export interface Checkpoints {
  /**
   * The newest checkpoint that is whole, and the newer ones that are not.
   *
   * @throws AppError SCHEMA_VERSION_UNKNOWN where another crossfold wrote the newest whole one, which
   *   stays as it is; CONFLICT for one of another trial
   */
  loadLatest(): Promise<{
    readonly restored: RestoredCheckpoint | null;
    readonly damaged: readonly DamagedCheckpoint[];
  }>;
  /**
   * Begins to write; the write goes on while training does, and so does training when the store is
   * away. Waits for the one before.
   */
  save(checkpoint: Checkpoint): Promise<void>;
  /**
   * Waits until all is written, and removes what was found damaged.
   *
   * @throws AppError SUPERSEDED when another attempt goes on with the trial; STORE_UNAVAILABLE
   */
  settle(): Promise<void>;
}

interface Written {
  readonly key: string;
  readonly bestKey: string | null;
}

/** Of an object store, what checkpoints need; best in a thread, since training blocks this one. */
export type CheckpointStore = Omit<StoreInThread, 'close'>;

/**
 * Checkpoints of one attempt at a trial in the object store.
 *
 * @param keep so many of the newest, each with that of its best epoch: should one be damaged
 * @param onWritten is told of each that is in the store
 */
export function createCheckpoints(
  store: CheckpointStore,
  trial: TrialAttempt,
  identity: string,
  keep: number,
  warn: (message: string) => void = () => undefined,
  onWritten: (written: { readonly key: string; readonly seconds: number }) => void = () =>
    undefined,
): Checkpoints {
  const { studyId, trialId, attempt } = trial;
  const prefix = byteObjects.checkpoint.prefix({ studyId, trialId });
  let newest: Written[] = [];
  let unwritten: Checkpoint[] = [];
  /** Damaged ones: left behind, they would be found whenever the study is verified. */
  const obsolete: string[] = [];
  let pending: Promise<void> = Promise.resolve();
  /**
   * Where a checkpoint is laid out for the thread that writes it, one at a time. Kept: fresh memory
   * of this size costs several times as much as the copy, and goes only when both threads clear up.
   */
  let room = new SharedArrayBuffer(0);

  function bufferOf(bytes: number): Buffer {
    if (room.byteLength < bytes) room = new SharedArrayBuffer(bytes + spareBytes);
    return Buffer.from(room, 0, bytes);
  }

  async function list(): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix)) keys.push(key);
    return keys;
  }

  async function load(key: string) {
    const { bytes } = await store.get(key);
    const { tensors, metadata } = decodeSafetensors(bytes, key);
    const stored = parseDocument(storedState, JSON.parse(metadata['state'] ?? 'null'), key);
    const { schemaVersion: _, identity: found, bestKey, ...state } = stored;
    if (found === identity) return { key, bestKey, state, ...takePredicted(tensors) };
    throw new AppError('CONFLICT', `expected trial ${identity} in ${key}, got ${found}`);
  }

  async function restore(key: string): Promise<RestoredCheckpoint> {
    const { bestKey, ...checkpoint } = await load(key);
    const best = bestKey === null || bestKey === key ? checkpoint : await load(bestKey);
    newest = [{ key, bestKey }];
    return { ...checkpoint, best: bestKey === null ? null : best.tensors };
  }

  /** What cannot be written while the store is away is tried again with the next one. */
  async function write(checkpoints: readonly Checkpoint[]): Promise<void> {
    for (const [position, checkpoint] of checkpoints.entries()) {
      try {
        await publish(checkpoint);
      } catch (error) {
        if (!isOutage(error)) throw error;
        unwritten = stillOfUse(checkpoints.slice(position));
        warn(`checkpoint put off: ${error.message}`);
        return;
      }
    }
    unwritten = [];
  }

  async function publish(checkpoint: Checkpoint): Promise<void> {
    const { state } = checkpoint;
    const startedMs = performance.now();
    const tensors = withPredicted(checkpoint);
    const position = positionOf(checkpoint);
    const key = byteObjects.checkpoint.key({ studyId, trialId, attempt, ...position });
    const bestKey = isOfBestEpoch(checkpoint) ? key : (newest.at(-1)?.bestKey ?? null);
    const stored = { schemaVersion: currentVersion(storedState), ...state, identity, bestKey };
    const metadata = { state: JSON.stringify(stored) };
    await assertNotSuperseded(store, trial);
    await store.put(key, encodeSafetensors({ tensors, metadata }, bufferOf));
    onWritten({ key, seconds: (performance.now() - startedMs) / 1000 });
    newest = [...newest, { key, bestKey }].slice(-keep);
    await removeOld();
  }

  /** Leaves what later attempts wrote: should this one be superseded, it must not harm them. */
  async function removeOld(): Promise<void> {
    const kept = newest.flatMap(({ key, bestKey }) => [key, bestKey]);
    for (const key of await list()) {
      if (!kept.includes(key) && attemptOf(key) <= attempt) await store.delete(key);
    }
  }

  return {
    async loadLatest() {
      const damaged: DamagedCheckpoint[] = [];
      for (const key of (await list()).reverse()) {
        try {
          return { restored: await restore(key), damaged };
        } catch (error) {
          if (!isDamage(error)) throw error;
          damaged.push({ key, message: error.message });
          if (attemptOf(key) <= attempt) obsolete.push(key);
        }
      }
      return { restored: null, damaged };
    },
    async save(checkpoint) {
      await pending;
      pending = write([...unwritten, checkpoint]);
      // A failed write is reported by whoever waits for it next, never as an unhandled rejection.
      pending.catch(() => undefined);
    },
    async settle() {
      await pending;
      for (const checkpoint of unwritten) await publish(checkpoint);
      unwritten = [];
      for (const key of obsolete.splice(0)) await store.delete(key);
    },
  };
}

function isOfBestEpoch({ state, predicted }: Checkpoint): boolean {
  const { cursor, best, history, observed } = state;
  const isEndOfEpoch = cursor === null && predicted === null && observed === 0;
  return isEndOfEpoch && best.epoch === history.length;
}

/** Batches observed and images predicted count as steps: a later checkpoint of the same epoch has a later name. */
function positionOf({ state, predicted }: Checkpoint): { epoch: number; step: number } {
  const step = (state.cursor?.step ?? 0) + state.observed + (predicted?.shape[0] ?? 0);
  return { epoch: state.history.length, step };
}

function withPredicted({ tensors, predicted }: Checkpoint): TensorMap {
  return predicted === null ? tensors : new Map([...tensors, [predictedName, predicted]]);
}

function takePredicted(stored: TensorMap): Pick<Checkpoint, 'tensors' | 'predicted'> {
  const tensors = new Map(stored);
  tensors.delete(predictedName);
  return { tensors, predicted: stored.get(predictedName) ?? null };
}

/** The newest, and the last one of a best epoch, to which the newest refers. */
function stillOfUse(unwritten: readonly Checkpoint[]): Checkpoint[] {
  const newest = unwritten.at(-1);
  const best = unwritten.findLast(isOfBestEpoch);
  return [...new Set([best, newest])].filter((checkpoint) => checkpoint !== undefined);
}

/** A refusal may pass, too; the end of training asks once more, and tells. */
function isOutage(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  return error.code === 'STORE_UNAVAILABLE' || error.code === 'STORE_REFUSED';
}

/** Also when the best epoch's checkpoint is gone: then this one is of no use either. */
function isDamage(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false;
  return error.code === 'OBJECT_CORRUPT' || error.code === 'OBJECT_MISSING';
}

function attemptOf(key: string): number {
  return byteObjects.checkpoint.parseKey(key)?.attempt ?? 0;
}
