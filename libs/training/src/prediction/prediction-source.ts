import type { EnsembleModel, EnsembleModelMember } from '@crossfold/contracts';
import { getNamed, type ObjectStore } from '@crossfold/storage';
import { readEnsembleModel, readMembers } from '../ensemble/ensemble-model.js';

/** What predicts, and where its weights come from. */
export interface PredictionSource {
  readonly model: EnsembleModel;
  /**
   * The safetensors file of a member, whole.
   *
   * @throws AppError OBJECT_CORRUPT or OBJECT_MISSING naming what is damaged
   */
  readWeights(member: EnsembleModelMember): Promise<Uint8Array>;
}

/** The ensemble of a study, or one of its trials, from the store. @throws AppError as `readEnsembleModel` */
export async function openStoredModel(
  store: ObjectStore,
  studyId: string,
  trialId: string | null,
): Promise<PredictionSource> {
  const model = await readEnsembleModel(store, studyId, trialId);
  const receipts = await readMembers(store, model);
  const weights = new Map(receipts.map((receipt) => [receipt.trialId, receipt.weights]));
  return {
    model,
    readWeights: (member) => {
      const named = weights.get(member.trialId);
      if (!named) throw new Error(`no receipt of ${member.trialId}`);
      return getNamed(store, named);
    },
  };
}
