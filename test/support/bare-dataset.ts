import {
  contentHash,
  firstColumns,
  firstScheme,
  records,
  type Manifest,
} from '@crossfold/contracts';
import { createRecord, updateRecord, type ObjectStore } from '@crossfold/storage';

type Images = Manifest['images'];

/** Adds a data set `drawn` of 70 images that nobody will read: for studies that no worker trains. */
export async function addBareDataset(store: ObjectStore): Promise<void> {
  const images = Array.from({ length: 70 }, (_, i) => ({
    imageId: `image-${String(i).padStart(2, '0')}`,
    groupId: `lesion-${i}`,
    label: firstScheme.classes[i % 7] ?? ('nv' as const),
    metadata: {},
    sha256: i.toString(16).padStart(64, '0'),
    sizeBytes: 100,
    widthPx: 64,
    heightPx: 48,
    maskSha256: null,
  }));
  await addManifest(store, 'drawn', images);
}

/** Adds a data set of which the store has the manifest alone. */
export async function addManifest(store: ObjectStore, name: string, images: Images): Promise<void> {
  const manifest: Manifest = {
    schemaVersion: 2,
    ...firstScheme,
    columns: firstColumns,
    layout: 'folder',
    licence: '',
    source: '',
    images,
    problems: [],
  };
  const manifestSha256 = contentHash(manifest);
  await createRecord(store, records.manifest, { sha256: manifestSha256 }, manifest);
  await updateRecord(store, records.dataset, { name }, () => ({
    schemaVersion: 2 as const,
    name,
    manifestSha256,
    images: images.length,
    groups: new Set(images.map(({ groupId }) => groupId)).size,
    addedAt: '2026-11-23T00:00:00.000Z',
    previous: [],
  }));
}
