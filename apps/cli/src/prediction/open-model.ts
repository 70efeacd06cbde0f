import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createStoreReader } from '@crossfold/study';
import {
  openPackagedModel,
  openStoredModel,
  packageFiles,
  type PredictionSource,
} from '@crossfold/training';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';

/**
 * Works with what predicts: a folder of `crossfold export`, the ensemble of a study, or `STUDY/TRIAL`.
 * A folder that holds a packaged ensemble goes before a study of that name.
 *
 * @throws AppError NOT_FOUND; as `openPackagedModel` and `openStoredModel`
 */
export async function withModel<T>(
  context: CommandContext,
  wanted: string,
  work: (source: PredictionSource) => Promise<T>,
): Promise<T> {
  if (await isPackage(wanted)) return work(await openPackagedModel(wanted));
  return withStore(context, async (store) => {
    const [study = '', trialId = null] = wanted.split('/');
    const studyId = await findStudyId(context.terminal, createStoreReader(store), study);
    return work(await openStoredModel(store, studyId, trialId));
  });
}

/** Whether a path leads to a folder of `crossfold export`. */
export async function isPackage(path: string): Promise<boolean> {
  const found = await stat(join(path, packageFiles.model)).catch(() => null);
  return found?.isFile() ?? false;
}
