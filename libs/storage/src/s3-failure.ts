import type { WriteCondition } from './object-store.js';

/** What the SDK, the network or the server say, in one shape. */
export interface S3Failure {
  /** Error code of the server, or of the system call. */
  readonly code: string;
  readonly status: number | undefined;
  readonly attempts: number;
  readonly message: string;
  /** By which a server of S3 marks its answers. */
  readonly requestId: string | undefined;
}

/** Bytes that were others on their way than those that are stored. */
export class DamagedOnTheWay extends Error {
  override readonly name = 'DamagedOnTheWay';
}

const missingCodes = ['NoSuchKey', 'NotFound'];

export const credentialCodes: readonly string[] = [
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidToken',
  'TokenRefreshRequired',
  'InvalidClientTokenId',
  'InvalidIdentityToken',
  'RequestTimeTooSkewed',
  'CredentialsProviderError',
  'CredentialsRefusal',
  'TokenProviderError',
  // versitygw's word for an unknown access key, with status 404.
  'XAdminUserNotFound',
];

export function describeFailure(error: Error): S3Failure {
  const { Code, code, $metadata, $response } = error as Error & {
    readonly Code?: unknown;
    readonly code?: unknown;
    readonly $metadata?: {
      readonly httpStatusCode?: number;
      readonly attempts?: number;
      readonly requestId?: string;
    };
    readonly $response?: { readonly statusCode?: number };
  };
  const named = [Code, code].find((value) => typeof value === 'string');
  return {
    code: named ?? error.name,
    status: $metadata?.httpStatusCode ?? $response?.statusCode,
    attempts: $metadata?.attempts ?? 1,
    message: error.message,
    requestId: $metadata?.requestId,
  };
}

function failureOf(error: unknown): S3Failure | null {
  return error instanceof Error ? describeFailure(error) : null;
}

/** Whether an earlier try of the same request may have done its work, its answer being lost. */
export function mayHaveSucceeded(error: unknown): boolean {
  const failure = failureOf(error);
  if (!failure || failure.attempts <= 1) return false;
  return failure.status === 412 || failure.code === 'NoSuchUpload';
}

export const cutOffCodes: readonly string[] = [
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
];

/**
 * Whether the connection ended while a body was on its way: a server that refuses a large write by
 * its condition may close it before its answer could be read.
 */
export function isCutOff(error: unknown): boolean {
  return cutOffCodes.includes(failureOf(error)?.code ?? '');
}

export function isConditional({ ifNoneMatch, ifMatch }: WriteCondition): boolean {
  return ifNoneMatch !== undefined || ifMatch !== undefined;
}

/**
 * What the server would have said to a write whose condition does not hold.
 *
 * @param etag of the version that is there; undefined where none is
 * @returns null where the condition holds
 */
export function refusalByCondition(
  { ifNoneMatch, ifMatch }: WriteCondition,
  etag: string | undefined,
  cause: unknown,
): Error | null {
  const holds = ifNoneMatch ? etag === undefined : ifMatch === undefined || etag === ifMatch;
  if (holds) return null;
  const [Code, httpStatusCode] =
    etag === undefined ? ['NoSuchKey', 404] : ['PreconditionFailed', 412];
  return Object.assign(new Error(Code, { cause }), { Code, $metadata: { httpStatusCode } });
}

/** Answers to a write that may be others when it is sent again. */
const undecidedCodes = [
  // Another write of the same key is under way: neither held nor failed yet.
  'ConditionalRequestConflict',
  // versitygw's word for any write that finds no folder, as when a delete beside it took that away.
  'ExistingObjectIsDirectory',
];

export function isUndecided(error: unknown): boolean {
  return undecidedCodes.includes(failureOf(error)?.code ?? '');
}

export function isMissing(error: unknown): boolean {
  return missingCodes.includes(failureOf(error)?.code ?? '');
}

/**
 * Whether an answer without a body may be that of a proxy: of S3 it tells neither a code nor a
 * request id.
 */
export function isUnsigned(error: unknown): boolean {
  const failure = failureOf(error);
  return failure?.status !== undefined && failure.status < 500 && failure.requestId === undefined;
}

/** Whether the server has refused these credentials; others may be there by now. */
export function isCredentialRefusal(error: unknown): boolean {
  const failure = failureOf(error);
  return failure?.status !== undefined && credentialCodes.includes(failure.code);
}

/** Whether the server may not know the checksums that the SDK adds to a write. */
export function isChecksumRefusal(error: unknown): boolean {
  const failure = failureOf(error);
  if (failure?.status === 501) return true;
  return failure?.status === 400 && /checksum|x-amz-sdk|trailer|crc32/i.test(failure.message);
}
