import type { ModelConfig, Receipt, TestTimeAugmentation } from '@crossfold/contracts';
import { inBatches, readAhead } from '@crossfold/data';
import type { GraphCache } from '@crossfold/graph/tensorflow';
import { buildClassifier, decodeSafetensors } from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { getNamed, type ObjectStore } from '@crossfold/storage';
import type { OpenImages } from '../trial/trial-images.js';

/** Images per forward pass; each is seen in several views. */
const batchSize = 16;

interface MemberModel {
  readonly model: ModelConfig;
  readonly classes: number;
  readonly testTimeAugmentation: TestTimeAugmentation;
  /** Of the process, which members share. */
  readonly graphs: GraphCache;
  /** Called after each batch. */
  readonly onBatch?: () => void;
}

/**
 * Class probabilities that the model of a finished trial gives, the mean of the views.
 *
 * @returns [images, classes]
 */
export async function predictWithMember(
  store: ObjectStore,
  { weights }: Receipt,
  images: OpenImages,
  { model, classes, testTimeAugmentation, graphs, onBatch }: MemberModel,
): Promise<Float64Array> {
  const { tensors } = decodeSafetensors(await getNamed(store, weights), weights.key);
  const predictor = createPredictor(buildClassifier(model, classes), tensors, graphs);
  const all = Uint32Array.from(images.imageIds, (_, index) => index);
  const probabilities = new Float64Array(all.length * classes);
  try {
    for await (const { batch, pixels } of readAhead(images, inBatches(all, batchSize))) {
      const { start, indices } = batch;
      const answers = predictor.predict(pixels, indices.length, testTimeAugmentation);
      probabilities.set(answers, start * classes);
      onBatch?.();
    }
  } finally {
    predictor.dispose();
  }
  return probabilities;
}
