import {
  AppError,
  needsGivenMasks,
  records,
  type DatasetPointer,
  type ErrorCode,
  type FoldPlan,
  type ImageRecord,
  type Variant,
} from '@crossfold/contracts';
import { readRecord, type ObjectStore } from '@crossfold/storage';

const namedImages = 5;

/**
 * Refuses variants that need a mask of every image where one lacks it: now, and not by a worker in
 * the midst of the study.
 *
 * @throws AppError of `code`
 */
export function assertMasks(
  variants: readonly Variant[],
  images: readonly Pick<ImageRecord, 'imageId' | 'maskSha256'>[],
  code: ErrorCode,
): void {
  const needy = variants.filter(({ config }) => needsGivenMasks(config.region));
  const bare = images.filter(({ maskSha256 }) => maskSha256 === null);
  if (needy.length === 0 || bare.length === 0) return;
  const some = bare.slice(0, namedImages).map(({ imageId }) => imageId);
  throw new AppError(
    code,
    `expected a mask of every image for ${needy.map(({ name }) => name).join(', ')}, got ${bare.length} of ${images.length} image(s) without one`,
    {
      problems: [`without a mask: ${some.join(', ')}${bare.length > some.length ? ', …' : ''}`],
      remedy: 'Add the masks and the data set again, or choose region.masks: otsu.',
    },
  );
}

/** {@link assertMasks} over the images of a fold plan, which is all that a study reads. */
export async function assertRegionsSeen(
  store: ObjectStore,
  variants: readonly Variant[],
  { manifestSha256 }: Pick<DatasetPointer, 'manifestSha256'>,
  { assignments }: FoldPlan,
): Promise<void> {
  if (!variants.some(({ config }) => needsGivenMasks(config.region))) return;
  const manifest = await readRecord(store, records.manifest, { sha256: manifestSha256 });
  const planned = new Set(assignments.map(({ imageId }) => imageId));
  const images = manifest.images.filter(({ imageId }) => planned.has(imageId));
  assertMasks(variants, images, 'SPEC_INVALID');
}
