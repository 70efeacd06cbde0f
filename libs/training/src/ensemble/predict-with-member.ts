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
  receipt: Receipt,
  images: OpenImages,
  options: MemberModel & { readonly testTimeAugmentation: TestTimeAugmentation },
): Promise<Float64Array> {
  const sets = [options.testTimeAugmentation];
  const [found] = await predictSetsWithMember(store, receipt, images, { ...options, sets });
  return Float64Array.from(found ?? []);
}

/**
 * The same with several sets of views.
 *
 * @returns one [images, classes] for each set
 */
export async function predictSetsWithMember(
  store: ObjectStore,
  { weights }: Receipt,
  images: OpenImages,
  {
    model,
    classes,
    sets,
    graphs,
    onBatch,
  }: MemberModel & { readonly sets: readonly TestTimeAugmentation[] },
): Promise<Float32Array[]> {
  const { tensors } = decodeSafetensors(await getNamed(store, weights), weights.key);
  const predictor = createPredictor(buildClassifier(model, classes), tensors, graphs);
  const all = Uint32Array.from(images.imageIds, (_, index) => index);
  const probabilities = sets.map(() => new Float32Array(all.length * classes));
  try {
    for await (const { batch, pixels } of readAhead(images, inBatches(all, batchSize))) {
      const { start, indices } = batch;
      const answers = predictor.predictSets(pixels, indices.length, sets);
      answers.forEach((answer, set) => probabilities[set]?.set(answer, start * classes));
      onBatch?.();
    }
  } finally {
    predictor.dispose();
  }
  return probabilities;
}
