import { usesOtsuMasks, type Segmentation } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { scoreOtsuMask } from '@crossfold/data/images';
import { readBlob, type ObjectStore } from '@crossfold/storage';
import type { TrialRecords } from './trial-records.js';

const imagesInFlight = 4;

/**
 * How well the regions that a trial found by a threshold agree with the masks of its data set, over
 * its test images: all trials of a seed together then count each image of the pool once.
 *
 * @param testIds ids of the images of the outer fold
 * @returns null where regions were not found by a threshold, or there is no mask
 */
export async function measureSegmentation(
  store: ObjectStore,
  { variant, manifest }: TrialRecords,
  testIds: readonly string[],
  onProgress: (done: number, total: number) => void,
): Promise<Segmentation | null> {
  if (!usesOtsuMasks(variant.config.region)) return null;
  const tested = new Set(testIds);
  const masked = manifest.images.filter(({ imageId }) => tested.has(imageId)).flatMap(hashesOf);
  if (masked.length === 0) return null;
  let done = 0;
  const scores = await mapBounded(masked, imagesInFlight, async ({ sha256, maskSha256 }) => {
    const [image, mask] = [await readBlob(store, sha256), await readBlob(store, maskSha256)];
    const score = await scoreOtsuMask({ image, mask }, `image ${sha256}`);
    onProgress((done += 1), masked.length);
    return score;
  });
  const meanDice = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { images: masked.length, meanDice };
}

function hashesOf({ sha256, maskSha256 }: { sha256: string; maskSha256: string | null }) {
  return maskSha256 === null ? [] : [{ sha256, maskSha256 }];
}
