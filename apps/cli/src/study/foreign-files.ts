import { basename, resolve } from 'node:path';
import {
  AppError,
  byteObjects,
  describeFileFault,
  readNamedFile,
  sha256 as hashOf,
} from '@crossfold/contracts';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { hasState } from '../process/state-folder.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A study file with the tables of predictions that its arms name put into the store, and named by
 * their hashes. Relative paths begin beside the study file.
 *
 * @throws AppError REQUEST_INVALID where there is no such file
 */
export async function storeForeignFiles(
  context: CommandContext,
  spec: unknown,
  folder: string,
): Promise<unknown> {
  const files = new Map<string, Fields>();
  for (const path of new Set(pathsIn(spec))) {
    files.set(path, await storeFile(context, resolve(folder, path)));
  }
  return files.size === 0 ? spec : withFiles(spec, files);
}

async function storeFile(context: CommandContext, path: string): Promise<Fields> {
  const bytes = await readNamedFile(path).catch((cause: unknown) => {
    const message = `expected a table of predictions at ${path}, got ${describeFileFault(cause)}`;
    const remedy =
      'Put it there, or correct arms.explicit, whose paths begin beside the study file.';
    throw new AppError('REQUEST_INVALID', message, { remedy, cause });
  });
  const sha256 = hashOf(bytes);
  // Without a state folder there is no data set, which the check of the study file says.
  if (context.config.url !== null || hasState(context.config)) {
    await withStore(context, (store) => store.put(byteObjects.blob.key({ sha256 }), bytes));
  }
  return { file: basename(path), sha256 };
}

function pathsIn(spec: unknown): string[] {
  return armsOf(spec).flatMap(({ predictions }) =>
    typeof predictions === 'string' ? predictions : [],
  );
}

function armsOf(spec: unknown): Fields[] {
  if (!isFields(spec)) return [];
  const { arms, stages } = spec;
  const own = isFields(arms) && Array.isArray(arms['explicit']) ? arms['explicit'] : [];
  return [...own.filter(isFields), ...(Array.isArray(stages) ? stages.flatMap(armsOf) : [])];
}

function withFiles(spec: unknown, files: ReadonlyMap<string, Fields>): unknown {
  if (!isFields(spec)) return spec;
  const { arms, stages } = spec;
  const explicit = isFields(arms) ? arms['explicit'] : null;
  return {
    ...spec,
    ...(isFields(arms) && Array.isArray(explicit)
      ? { arms: { ...arms, explicit: explicit.map((arm: unknown) => withFile(arm, files)) } }
      : {}),
    ...(Array.isArray(stages)
      ? { stages: stages.map((stage: unknown) => withFiles(stage, files)) }
      : {}),
  };
}

function withFile(arm: unknown, files: ReadonlyMap<string, Fields>): unknown {
  if (!isFields(arm) || typeof arm['predictions'] !== 'string') return arm;
  return { ...arm, predictions: files.get(arm['predictions']) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
