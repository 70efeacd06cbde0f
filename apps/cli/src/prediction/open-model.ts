import { records, type ConformalCoverage } from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { createStoreReader } from '@crossfold/study';
import { openStoredModel, type PredictionSource } from '@crossfold/training';
import { withStore } from '../dataset/with-store.js';
import type { CommandContext } from '../process/context.js';
import { findStudyId } from '../study/find-study.js';

export interface OpenModel {
  readonly source: PredictionSource;
  /** How its conformal sets did on the sealed part; null for a trial, and where it is not known. */
  readonly measured: readonly ConformalCoverage[] | null;
}

/**
 * Works with what predicts: the ensemble of a study, or `STUDY/TRIAL`.
 *
 * @throws AppError NOT_FOUND; as `openStoredModel`
 */
export async function withModel<T>(
  context: CommandContext,
  wanted: string,
  work: (model: OpenModel) => Promise<T>,
): Promise<T> {
  return withStore(context, async (store) => work(await openOfStore(context, store, wanted)));
}

async function openOfStore(
  { terminal }: CommandContext,
  store: ObjectStore,
  wanted: string,
): Promise<OpenModel> {
  const [study = '', trialId = null] = wanted.split('/');
  const studyId = await findStudyId(terminal, createStoreReader(store), study);
  const source = await openStoredModel(store, studyId, trialId);
  const scored =
    trialId === null ? await readRecordIfThere(store, records.ensemble, { studyId }) : null;
  return { source, measured: scored?.conformal ?? null };
}
