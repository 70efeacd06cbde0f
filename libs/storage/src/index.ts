export { createApiToken, listApiTokens, readApiToken, revokeApiToken } from './api-tokens.js';
export type { TokenOrigin } from './api-tokens.js';
export { createAuditLog, listAuditEntries, verifyAuditLog } from './audit-log.js';
export type { AuditHead, AuditLog, VerifiedAuditLog } from './audit-log.js';
export { findReference, readBlob } from './blobs.js';
export { readControl } from './control.js';
export { readEnsembleFailure } from './ensemble-failure.js';
export { findDatasetPointer, listDatasets, surveyDatasets } from './datasets.js';
export type { DatasetSurvey, UnreadDataset } from './datasets.js';
export { isHostOrNetwork } from './address-guard.js';
export { fetchPinnedFile, fetchPublishedFile } from './fetch-pinned-file.js';
export type { FetchOptions, PinnedFile, PublishedFile } from './fetch-pinned-file.js';
export { createFileStore } from './file-store.js';
export type { FileStoreSettings } from './file-store.js';
export { gatewayPath } from './gateway-protocol.js';
export { serveStore } from './gateway-server.js';
export type { GatewayParts, StoreRights, WritePlan } from './gateway-server.js';
export { parseWorkerStoreSettings } from './gateway-settings.js';
export type { GatewaySettings } from './gateway-settings.js';
export {
  createRecord,
  encodeRecord,
  listRecords,
  readBoundedRecord,
  readBoundedRecordIfThere,
  readNamedRecord,
  readRecord,
  readRecordIfThere,
  replaceRecord,
  unlessPresent,
  updateRecord,
} from './records.js';
export { assertKey } from './keys.js';
export { createRecent } from './recent.js';
export type { Recent } from './recent.js';
export { assertNamed, getNamed, getUnlessRemoved } from './named-objects.js';
export type { ObjectName } from './named-objects.js';
export type {
  ByteRange,
  Leftover,
  ListedObject,
  ListOptions,
  LoadedObject,
  ObjectBody,
  ObjectHead,
  ObjectStore,
  ObjectStream,
  PutOptions,
  ReadOptions,
  StoredObject,
  WriteCondition,
} from './object-store.js';
export { observeStore } from './observe-store.js';
export type { StoreObserver, StoreOperation } from './observe-store.js';
export { openGatewayStore, readWorkerIdentity } from './open-gateway.js';
export { explainAbsence, findStudyRemoval, listRemoved, objectRemoved } from './removals.js';
export type { RemovedBy } from './removals.js';
export { openObjectStore } from './open-store.js';
export { openStoreInThread } from './thread/store-in-thread.js';
export type { StoreInThread } from './thread/store-in-thread.js';
export { openStoreSigner } from './store-signer.js';
export type { StoreSigner } from './store-signer.js';
export type { S3StoreSettings } from './s3-settings.js';
export { parseStoreSettings } from './store-settings.js';
export type { StoreSettings } from './store-settings.js';
export {
  newestAttempt,
  readStandingFailure,
  skipBefore,
  endBegunTrial,
  endUnbegunTrial,
  writeNamedEnd,
} from './trial-ends.js';
export { createTokenCheck } from './token-check.js';
export type { TokenCheck, TokenCheckOptions } from './token-check.js';
export { isDamage, isUnreadable, readUnlessUnreadable } from './unreadable.js';
export { verifyStudy } from './verify-study.js';
export type { VerifiedStudy } from './verify-study.js';
