import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AppError,
  canonicalJson,
  nameSchema,
  records,
  type RegisteredVersion,
} from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { createStoreReader } from '@crossfold/study';
import {
  chooseVersion,
  findRegisteredModel,
  openPackagedModel,
  openStoredModel,
  packageFiles,
  type PredictionSource,
} from '@crossfold/training';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';
import type { Terminal } from '../terminal/terminal.js';

/**
 * Works with what predicts: a folder of `crossfold export`, a registered ensemble (`NAME`,
 * `NAME@VERSION`, `NAME@production`), the ensemble of a study, or `STUDY/TRIAL`. Of things of one name
 * the first of these is meant.
 *
 * @throws AppError NOT_FOUND; as `openPackagedModel` and `openStoredModel`
 */
export async function withModel<T>(
  context: CommandContext,
  wanted: string,
  work: (source: PredictionSource) => Promise<T>,
): Promise<T> {
  if (await isPackage(wanted)) return work(await openPackagedModel(wanted));
  return withStore(context, async (store) =>
    work(await openOfStore(context.terminal, store, wanted)),
  );
}

async function openOfStore(
  terminal: Terminal,
  store: ObjectStore,
  wanted: string,
): Promise<PredictionSource> {
  const registered = await findRegistered(store, wanted);
  if (!registered) {
    const [study = '', trialId = null] = wanted.split('/');
    const studyId = await findStudyId(terminal, createStoreReader(store), study);
    return openStoredModel(store, studyId, trialId);
  }
  const { name, studyId, version, members } = registered;
  terminal.note(`${name}@${version}: the ensemble of ${studyId}`);
  const source = await openStoredModel(store, studyId, null);
  const found = source.model.members.map(({ trialId, weightsSha256 }) => ({
    trialId,
    weightsSha256,
  }));
  if (canonicalJson(found) === canonicalJson(members)) return source;
  throw new AppError(
    'CONFLICT',
    `expected the ${members.length} models that were registered as ${name}@${version}, got others of ${studyId}`,
    { remedy: `Register the ensemble anew: crossfold model register ${name} ${studyId}.` },
  );
}

/** `NAME@VERSION`, `NAME@production`, or a registered name; null for anything else. */
async function findRegistered(
  store: ObjectStore,
  wanted: string,
): Promise<(RegisteredVersion & { readonly name: string }) | null> {
  const [name = '', version = null] = wanted.split('@');
  if (version === null) {
    const isName = nameSchema.safeParse(name).success;
    const known = isName && (await readRecordIfThere(store, records.registeredModel, { name }));
    return known ? { name, ...chooseVersion(known, null) } : null;
  }
  return { name, ...chooseVersion(await findRegisteredModel(store, name), version) };
}

/** Whether a path leads to a folder of `crossfold export`. */
export async function isPackage(path: string): Promise<boolean> {
  const found = await stat(join(path, packageFiles.model)).catch(() => null);
  return found?.isFile() ?? false;
}
