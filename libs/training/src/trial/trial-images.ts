import { AppError, type Manifest, type RegionConfig } from '@crossfold/contracts';
import { openImageCache } from '@crossfold/data/images';
import { readBlob, type ObjectStore } from '@crossfold/storage';
import type { TrialImages } from './trial-task.js';

export interface OpenImages extends TrialImages {
  close(): Promise<void>;
}

interface OpenImagesOptions {
  readonly store: ObjectStore;
  /** Holds the decoded images, shared by all trials of this machine. */
  readonly cacheDir: string;
  readonly manifest: Manifest;
  /** The classes of the networks, where they are not those of the manifest. */
  readonly classes?: readonly string[];
  /** Which images, and their order. */
  readonly imageIds: readonly string[];
  readonly sizePx: number;
  /** The part of them that the variant sees. */
  readonly region: RegionConfig;
  readonly onProgress: (done: number, total: number) => void;
}

/** Images of a manifest, decoded once for this machine. */
export async function openTrialImages(options: OpenImagesOptions): Promise<OpenImages> {
  const {
    store,
    cacheDir,
    manifest,
    classes = manifest.classes,
    imageIds,
    sizePx,
    region,
    onProgress,
  } = options;
  const records = new Map(manifest.images.map((image) => [image.imageId, image]));
  const images = imageIds.map((imageId) => {
    const record = records.get(imageId);
    if (record) return record;
    throw new AppError('FOLD_PLAN_INVALID', `expected images of the manifest, got ${imageId}`);
  });
  const cache = await openImageCache({
    dir: cacheDir,
    images,
    sizePx,
    region,
    readImage: (hash) => readBlob(store, hash),
    onProgress,
  });
  return {
    sizePx,
    imageIds,
    labels: Int32Array.from(images, ({ label }) => classes.indexOf(label)),
    readBatch: (indices, into) => cache.readBatch(indices, into),
    close: () => cache.close(),
  };
}
