import {
  AppError,
  byteObjects,
  epochRecordSchema,
  type EpochRecord,
  type TrialName,
} from '@crossfold/contracts';
import { readSafetensorsMetadata, safetensorsHeadBytes } from '@crossfold/model';
import type { ObjectStore } from '@crossfold/storage';
import { z } from 'zod';

const lengthBytes = 8;

/** Of the state that a checkpoint holds beside its tensors. */
const stateSchema = z.object({ history: z.array(epochRecordSchema) });

/**
 * The epochs of a trial up to its newest checkpoint, of which the head alone is read. None where there is
 * no checkpoint, or none that can be read: what is damaged is for the trial to find.
 */
export async function readCheckpointEpochs(
  store: ObjectStore,
  at: TrialName,
): Promise<readonly EpochRecord[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(byteObjects.checkpoint.prefix(at))) keys.push(key);
  for (const key of keys.reverse()) {
    const epochs = await readEpochs(store, key);
    if (epochs) return epochs;
  }
  return [];
}

async function readEpochs(store: ObjectStore, key: string): Promise<EpochRecord[] | null> {
  try {
    const end = safetensorsHeadBytes(await readFirst(store, key, lengthBytes), key);
    const { state = 'null' } = readSafetensorsMetadata(await readFirst(store, key, end), key);
    const parsed = stateSchema.safeParse(JSON.parse(state));
    return parsed.success ? parsed.data.history : null;
  } catch (error) {
    if (isOfThisObject(error)) return null;
    throw error;
  }
}

/** It is gone, since checkpoints are replaced; or damaged. */
function isOfThisObject(error: unknown): boolean {
  if (!(error instanceof AppError)) return error instanceof SyntaxError;
  return error.code === 'OBJECT_MISSING' || error.code === 'OBJECT_CORRUPT';
}

async function readFirst(store: ObjectStore, key: string, end: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await store.getStream(key, { end })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
