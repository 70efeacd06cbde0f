import type { EnsembleModelMember } from '@crossfold/contracts';
import type { TensorMap } from '@crossfold/graph';
import { buildClassifier, decodeSafetensors, type Classifier } from '@crossfold/model';
import type { PredictionSource } from './prediction-source.js';

/** The network of a member, with its weights. @throws AppError as `readWeights` */
export async function loadMember(
  source: PredictionSource,
  member: EnsembleModelMember,
): Promise<{ readonly classifier: Classifier; readonly tensors: TensorMap }> {
  const bytes = await source.readWeights(member);
  const { tensors } = decodeSafetensors(bytes, `weights of ${member.trialId}`);
  return { tensors, classifier: buildClassifier(member.model, source.model.classes.length) };
}
