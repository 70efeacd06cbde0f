import { AppError, findTlsFault } from '@crossfold/contracts';
import { rangeBeyondEnd } from './byte-range.js';
import type { ByteRange, WriteCondition } from './object-store.js';
import {
  credentialCodes,
  cutOffCodes,
  describeFailure,
  isConditional,
  isMissing,
  type S3Failure,
} from './s3-failure.js';
import { conditionFailed, objectMissing, unfitForConditions } from './store-errors.js';

export interface S3Context {
  /** What was tried, as in "read studies/a/study.json". */
  readonly what: string;
  readonly key?: string;
  readonly condition?: WriteCondition;
  readonly range?: ByteRange;
  readonly bucket: string;
  readonly endpoint: string;
}

const placeCodes = [
  'NoSuchBucket',
  'InvalidBucketName',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
];
/** The connection, a server that is overloaded or starts, or something between that answers for it. */
const outageCodes = [
  ...cutOffCodes,
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
  'ForeignAnswer',
  'DamagedOnTheWay',
  'CredentialsOutage',
  'IDPCommunicationError',
  'RequestTimeout',
  'SlowDown',
  'ConditionalRequestConflict',
  'OperationAborted',
  'IncompleteBody',
  // Of an upload in parts that is over: it is begun anew.
  'NoSuchUpload',
  'BadDigest',
  'Throttling',
  'ThrottlingException',
  'RequestThrottled',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
];
const busyStatuses = [408, 429];
const fullCodes = [
  'QuotaExceeded',
  'StorageFull',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientCapacity',
];
const fullText = /quota|(storage )?cap exceeded|no space left/i;
/** A server that keeps objects as files, asked for a key next to a folder of the same name. */
const shapeCodes = ['ObjectParentIsFile', 'ExistingObjectIsDirectory', 'ExistingObjectIsFile'];

const credentialRemedy =
  'Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (or AWS_PROFILE), S3_ENDPOINT, and the clock.';
const placeRemedy =
  'Check the bucket in CROSSFOLD_STORE or S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_FORCE_PATH_STYLE.';
const permissionRemedy =
  'Check AWS_ACCESS_KEY_ID and the bucket in CROSSFOLD_STORE or S3_BUCKET; grant that identity ' +
  's3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.';
const networkRemedy = 'Check that the object store runs, S3_ENDPOINT, and the network between.';
const foreignRemedy =
  'Check what answers at S3_ENDPOINT: a proxy whose object store is away, a login page, or another server.';
const credentialOutageRemedy =
  'Check the service that gives this machine its credentials (AWS_CONTAINER_CREDENTIALS_FULL_URI, the metadata server, credential_process).';
const fullRemedy = 'Free space in the object store, or raise the quota of the bucket or account.';
const lackRemedy = 'Use an object store that offers this, such as AWS S3, MinIO or versitygw.';

const outageRemedies: Readonly<Record<string, string>> = {
  ForeignAnswer: foreignRemedy,
  CredentialsOutage: credentialOutageRemedy,
};

/** Any error of the SDK as the AppError that the port promises; what is none stays as it is. */
export function translateS3Error(error: unknown, context: S3Context): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const failure = describeFailure(error);
  return (
    translateObjectFault(failure, context, error) ?? translateStoreFault(failure, context, error)
  );
}

/** Faults that concern one object, not the store. */
function translateObjectFault(
  { code, status }: S3Failure,
  { what, key, condition, range }: S3Context,
  cause: Error,
): AppError | undefined {
  if (key === undefined) return undefined;
  if (status === 412 && condition) return conditionFailed(key, condition, 'another one', cause);
  if (isMissing(cause)) {
    return condition?.ifMatch === undefined
      ? objectMissing(key, cause)
      : conditionFailed(key, condition, 'nothing', cause);
  }
  if (range && (code === 'InvalidRange' || status === 416))
    return rangeBeyondEnd(key, range, cause);
  if (!shapeCodes.includes(code)) return undefined;
  return new AppError('REQUEST_INVALID', `expected to ${what}, got ${code}`, {
    remedy: 'Use another key: a key cannot also be the folder of other keys.',
    cause,
  });
}

function translateStoreFault(failure: S3Failure, context: S3Context, cause: Error): unknown {
  const { what, bucket, endpoint, condition } = context;
  const got = summarise(failure);
  const message = `expected to ${what} in bucket ${bucket} at ${endpoint}, got ${got}`;
  const tls = findTlsFault(cause);
  if (tls) {
    const text = `expected ${tls.expected} at ${endpoint} to ${what}, got ${got}`;
    return new AppError('STORE_REFUSED', text, { remedy: tls.remedy, cause });
  }
  const outage = outageRemedy(failure, cause);
  if (outage !== undefined) {
    return new AppError('STORE_UNAVAILABLE', message, { remedy: outage, cause });
  }
  if (lacksConditions(failure, condition)) {
    return unfitForConditions(`bucket ${bucket} at ${endpoint}`, got, cause);
  }
  const remedy = refusalRemedy(failure);
  return remedy === undefined ? cause : new AppError('STORE_REFUSED', message, { remedy, cause });
}

/** Of a fault that may pass by itself, or when somebody frees space. */
function outageRemedy({ code, status = 0, message }: S3Failure, cause: Error): string | undefined {
  if (isFull(code, status, message)) return fullRemedy;
  if (outageCodes.includes(code) || code.startsWith('HPE_')) {
    return outageRemedies[code] ?? networkRemedy;
  }
  if ((status >= 500 && status !== 501) || busyStatuses.includes(status)) return networkRemedy;
  // What the SDK cannot read is no answer of S3.
  return '$response' in cause && status < 400 ? foreignRemedy : undefined;
}

function isFull(code: string, status: number, message: string): boolean {
  return fullCodes.includes(code) || status === 507 || (status === 403 && fullText.test(message));
}

/** Whether the server does not take the condition of a write. */
function lacksConditions({ status, message }: S3Failure, condition?: WriteCondition): boolean {
  if (!condition || !isConditional(condition)) return false;
  if (status === 501) return true;
  return status === 400 && /if-(none-)?match|condition/i.test(message);
}

function refusalRemedy({ code, status }: S3Failure): string | undefined {
  if (credentialCodes.includes(code)) return credentialRemedy;
  if (status === 501) return lackRemedy;
  if (placeCodes.includes(code) || status === 301) return placeRemedy;
  if (status === 401 || status === 403) return permissionRemedy;
  return status !== undefined && status >= 400 ? `${placeRemedy} ${credentialRemedy}` : undefined;
}

function summarise({ code, status, message }: S3Failure): string {
  if (code === 'ForeignAnswer') return message;
  const head = status === undefined ? code : `${status} ${code}`;
  return message === '' || message === code ? head : `${head} (${message})`;
}
