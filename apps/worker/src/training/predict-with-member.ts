import type { ModelConfig, Receipt, TestTimeAugmentation } from '@crossfold/contracts';
import { buildClassifier, decodeSafetensors } from '@crossfold/model';
import { createPredictor } from '@crossfold/model/tensorflow';
import { getNamed, type ObjectStore } from '@crossfold/storage';
import type { OpenImages } from './trial-images.js';

/** Images per forward pass; each is seen in several views. */
const batchSize = 16;

interface MemberModel {
  readonly model: ModelConfig;
  readonly classes: number;
  readonly testTimeAugmentation: TestTimeAugmentation;
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
  { model, classes, testTimeAugmentation, onBatch }: MemberModel,
): Promise<Float64Array> {
  const { tensors } = decodeSafetensors(await getNamed(store, weights), weights.key);
  const predictor = createPredictor(buildClassifier(model, classes), tensors);
  const count = images.imageIds.length;
  const probabilities = new Float64Array(count * classes);
  try {
    for (let start = 0; start < count; start += batchSize) {
      const length = Math.min(batchSize, count - start);
      const indices = Uint32Array.from({ length }, (_, offset) => start + offset);
      const pixels = await images.readBatch(indices);
      probabilities.set(predictor.predict(pixels, length, testTimeAugmentation), start * classes);
      onBatch?.();
    }
  } finally {
    predictor.dispose();
  }
  return probabilities;
}
