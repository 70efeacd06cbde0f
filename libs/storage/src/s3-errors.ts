import { AppError } from '@crossfold/contracts';
import { rangeBeyondEnd } from './byte-range.js';
import type { ByteRange, WriteCondition } from './object-store.js';
import { conditionFailed, objectMissing } from './store-errors.js';

export interface S3Context {
  /** What was tried, as in "read studies/a/study.json". */
  readonly what: string;
  readonly key?: string;
  readonly condition?: WriteCondition;
  readonly range?: ByteRange;
  readonly bucket: string;
  readonly endpoint: string;
}

/** What the SDK, the network or the server say, in one shape. */
interface S3Failure {
  /** Error code of the server, or of the system call. */
  readonly code: string;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly message: string;
}

const missingCodes = ['NoSuchKey', 'NotFound'];
const credentialCodes = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'CredentialsProviderError',
  'TokenProviderError',
  // versitygw's word for an unknown access key, with status 404.
  'XAdminUserNotFound',
];
const placeCodes = [
  'NoSuchBucket',
  'InvalidBucketName',
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
];
const networkCodes = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
  'TimeoutError',
  'RequestTimeout',
  'SlowDown',
  'ConditionalRequestConflict',
];
const busyStatuses = [408, 429];
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

/** Any error of the SDK as the AppError that the port promises; what is none stays as it is. */
export function translateS3Error(error: unknown, context: S3Context): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const failure = describeFailure(error);
  return (
    translateObjectFault(failure, context, error) ?? translateStoreFault(failure, context, error)
  );
}

/** Whether an earlier try of the same request may have done its work, its answer being lost. */
export function mayHaveSucceeded(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, status, attempts } = describeFailure(error);
  return attempts > 1 && (status === 412 || code === 'NoSuchUpload');
}

/** Answers to a write that may be others when it is sent again. */
const undecidedCodes = [
  // Another write of the same key is under way: neither held nor failed yet.
  'ConditionalRequestConflict',
  // versitygw's word for any write that finds no folder, as when a delete beside it took that away.
  'ExistingObjectIsDirectory',
];

export function isUndecided(error: unknown): boolean {
  return error instanceof Error && undecidedCodes.includes(describeFailure(error).code);
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && missingCodes.includes(describeFailure(error).code);
}

function describeFailure(error: Error): S3Failure {
  const { Code, code, $metadata } = error as Error & {
    readonly Code?: unknown;
    readonly code?: unknown;
    readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
  };
  const named = [Code, code].find((value) => typeof value === 'string');
  return {
    code: named ?? error.name,
    status: $metadata?.httpStatusCode,
    attempts: $metadata?.attempts ?? 1,
    message: error.message,
  };
}

/** Faults that concern one object, not the store. */
function translateObjectFault(
  { code, status }: S3Failure,
  { what, key, condition, range }: S3Context,
  cause: Error,
): AppError | undefined {
  if (key === undefined) return undefined;
  if (status === 412 && condition) return conditionFailed(key, condition, 'another one', cause);
  if (missingCodes.includes(code)) {
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
  const { code, status } = failure;
  const { what, bucket, endpoint } = context;
  const message = `expected to ${what} in bucket ${bucket} at ${endpoint}, got ${summarise(failure)}`;
  const isBusy = status !== undefined && (status >= 500 || busyStatuses.includes(status));
  if (networkCodes.includes(code) || isBusy) {
    return new AppError('STORE_UNAVAILABLE', message, { remedy: networkRemedy, cause });
  }
  const remedy = refusalRemedy(code, status);
  return remedy === undefined ? cause : new AppError('STORE_REFUSED', message, { remedy, cause });
}

function refusalRemedy(code: string, status: number | undefined): string | undefined {
  if (credentialCodes.includes(code)) return credentialRemedy;
  if (placeCodes.includes(code) || status === 301) return placeRemedy;
  if (status === 401 || status === 403) return permissionRemedy;
  return status !== undefined && status >= 400 ? `${placeRemedy} ${credentialRemedy}` : undefined;
}

function summarise({ code, status, message }: S3Failure): string {
  const head = status === undefined ? code : `${status} ${code}`;
  return message === '' || message === code ? head : `${head} (${message})`;
}
