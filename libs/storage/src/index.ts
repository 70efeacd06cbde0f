export { findReference, readBlob } from './blobs.js';
export { readControl } from './control.js';
export { readEnsembleFailure } from './ensemble-failure.js';
export { findDatasetPointer, listDatasets } from './datasets.js';
export { isHostOrNetwork } from './address-guard.js';
export { fetchPinnedFile, fetchPublishedFile } from './fetch-pinned-file.js';
export type { FetchOptions, PinnedFile, PublishedFile } from './fetch-pinned-file.js';
export { createFileStore } from './file-store.js';
export type { FileStoreSettings } from './file-store.js';
export {
  readBoundedJson,
  readJson,
  readJsonIfThere,
  unlessPresent,
  updateJson,
  writeJson,
  writeJsonOnce,
} from './json-records.js';
export { assertKey } from './keys.js';
export { assertNamed, getNamed, readNamedJson } from './named-objects.js';
export type { ObjectName } from './named-objects.js';
export type {
  ByteRange,
  ListedObject,
  ListOptions,
  LoadedObject,
  ObjectBody,
  ObjectHead,
  ObjectStore,
  PutOptions,
  StoredObject,
  WriteCondition,
} from './object-store.js';
export { openObjectStore } from './open-store.js';
export { openStoreInThread } from './thread/store-in-thread.js';
export type { StoreInThread } from './thread/store-in-thread.js';
export { createS3Store } from './s3-store.js';
export type { S3StoreSettings } from './s3-settings.js';
export { parseStoreSettings } from './store-settings.js';
export type { StoreSettings } from './store-settings.js';
export {
  newestAttempt,
  readStandingFailure,
  skipBefore,
  skipTrial,
  writeNamedEnd,
} from './trial-ends.js';
export { readUnlessDamaged } from './read-unless-damaged.js';
export { isDamage } from './verify-check.js';
export { verifyStudy } from './verify-study.js';
export type { VerifiedStudy } from './verify-study.js';
