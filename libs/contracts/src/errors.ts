/**
 * What each error code means to the outside: its HTTP status, whether the same action may succeed
 * when repeated, and what a person can do about it.
 */
export interface ErrorKind {
  readonly httpStatus: number;
  readonly retryable: boolean;
  readonly remedy: string;
}

export const errorKinds = {
  CONFIG_INVALID: kind(500, false, 'Correct the environment variables that are listed.'),
  REQUEST_INVALID: kind(400, false, 'Correct the fields that are listed.'),
  REQUEST_UNFIT: kind(422, false, 'Name what the study or the data set has, as the message says.'),
  SPEC_INVALID: kind(422, false, 'Correct the fields of the study file that are listed.'),
  UNAUTHORISED: kind(401, false, 'Send the API token as "Authorization: Bearer TOKEN".'),
  FORBIDDEN: kind(
    403,
    false,
    'Use a token whose role and projects allow it; an admin makes one with "crossfold token create".',
  ),
  TOO_MANY_ATTEMPTS: kind(
    429,
    true,
    'Wait as long as Retry-After says, then send the right token.',
  ),
  RATE_LIMITED: kind(
    429,
    true,
    'Wait as long as Retry-After says; ask for pages and for the stream of events in place of polling.',
  ),
  REQUEST_LATE: kind(408, true, 'Send the request without pauses, or over a faster connection.'),
  HEADERS_TOO_LARGE: kind(431, false, 'Send fewer or shorter headers and cookies.'),
  HOST_REFUSED: kind(
    421,
    false,
    'Use localhost or 127.0.0.1, or add the name to CROSSFOLD_ALLOWED_HOSTS of the orchestrator.',
  ),
  ORIGIN_REFUSED: kind(
    403,
    false,
    'Send the request from the page of the orchestrator itself, or without a browser; behind a proxy under another name, add that name to CROSSFOLD_ALLOWED_HOSTS.',
  ),
  METHOD_REFUSED: kind(405, false, 'Use one of the methods that Allow names.'),
  PRECONDITION_REFUSED: kind(
    412,
    false,
    'Leave If-Match and If-Unmodified-Since out: a request that is sent twice does nothing twice.',
  ),
  BODY_TOO_LARGE: kind(413, false, 'Name data sets and weights instead of sending them.'),
  MEDIA_TYPE_REFUSED: kind(
    415,
    false,
    'Send "Content-Type: application/json" and JSON in UTF-8; {} where there is nothing to say.',
  ),
  NOT_FOUND: kind(404, false, 'List what exists and check the name.'),
  CONFLICT: kind(409, false, 'Read the current state and decide again.'),
  DATASET_INVALID: kind(422, false, 'Mend or remove the files that are listed, then add again.'),
  FOLD_PLAN_INVALID: kind(422, false, 'Use fewer folds, or another protocol or seed.'),
  OBJECT_MISSING: kind(404, false, 'Check the object store settings; the object is not there.'),
  OBJECT_REMOVED: kind(
    410,
    false,
    'Restore the object from a backup of the store, or train the trial again in another study.',
  ),
  OBJECT_CORRUPT: kind(500, false, 'The stored bytes do not match their checksum; restore them.'),
  SCHEMA_VERSION_UNKNOWN: kind(
    500,
    false,
    'Upgrade crossfold to the version that wrote the object; nothing was changed or removed.',
  ),
  OBJECT_EXISTS: kind(409, false, 'The object was written before and is kept as it is.'),
  STORE_UNAVAILABLE: kind(503, true, 'Check that the object store runs and can be reached.'),
  STORE_REFUSED: kind(502, false, 'Check the object store credentials, bucket and permissions.'),
  QUOTA_EXCEEDED: kind(
    507,
    false,
    'See what takes the room (crossfold store usage), remove what nothing needs (crossfold store prune, clean), or raise CROSSFOLD_STORE_QUOTA_GB.',
  ),
  QUEUE_UNAVAILABLE: kind(503, true, 'Check that Redis runs and that REDIS_URL is right.'),
  OVERLOADED: kind(503, true, 'Wait a moment, and close streams of events that nobody reads.'),
  QUEUE_REFUSED: kind(
    503,
    true,
    'Check user, password, rights and kind of the Redis of REDIS_URL.',
  ),
  SERVER_UNAVAILABLE: kind(503, true, 'Check CROSSFOLD_URL, and that the orchestrator runs.'),
  WEIGHTS_INVALID: kind(422, false, 'Use a weights file made for this architecture.'),
  IMAGE_UNREADABLE: kind(422, false, 'Replace the image and add the data set again.'),
  TRIAL_DIVERGED: kind(500, false, 'Lower the learning rate or clip gradients.'),
  TRIAL_CRASHED: kind(500, true, 'See the worker log; the trial is tried again.'),
  TRIAL_STALLED: kind(500, true, 'See the worker log; the trial is tried again.'),
  TRIAL_SKIPPED: kind(
    409,
    false,
    'See why the trials of its variant failed; correct it in a clone, or retry the trial or its study.',
  ),
  TRIAL_RACED_OUT: kind(
    409,
    false,
    'See the decision in the report; "crossfold study revive STUDY --arm NAME" runs its cells all the same.',
  ),
  OUT_OF_MEMORY: kind(
    500,
    true,
    'Use a smaller batchSize or accumulateSteps, or set onOutOfMemory: halve-batch in the study.',
  ),
  DEVICE_LOST: kind(500, true, 'See the log of the driver; the trial is tried again.'),
  TENSORFLOW_UNAVAILABLE: kind(
    500,
    true,
    'Run "crossfold setup" and "crossfold doctor" on this machine, then start the worker again.',
  ),
  NOT_TRACEABLE: kind(
    500,
    false,
    'Keep to tensor operations inside a traced function, and read what it returns after the run.',
  ),
  INTERRUPTED: kind(503, true, 'Nothing to do: the trial goes on from its checkpoint.'),
  SUPERSEDED: kind(409, false, 'Nothing to do: a newer attempt of the trial goes on.'),
  PROVISION_FAILED: kind(500, true, 'See the message; run the set-up again when mended.'),
  CANCELLED: kind(409, false, 'Submit the study again if it is still wanted.'),
  INTERNAL: kind(500, false, 'This is a defect: report it with the log.'),
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof errorKinds;
export const errorCodes = Object.keys(errorKinds) as [ErrorCode, ...ErrorCode[]];

export interface AppErrorOptions {
  /** One line for each single problem, when there are several. */
  readonly problems?: readonly string[];
  /** Replaces the general remedy of the code where a more exact one is known. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/**
 * The one error type that is meant to be read by people. The message has the form "expected X for
 * Y, got Z"; the code decides what happens next (see {@link errorKinds}).
 */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly problems: readonly string[];
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
    this.remedy = options.remedy ?? errorKinds[code].remedy;
  }

  get kind(): ErrorKind {
    return errorKinds[this.code];
  }
}

/** Any thrown value as an `AppError`; what is not one already becomes `INTERNAL`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('INTERNAL', message, { cause: thrown });
}

/** What is left of an error on its way between threads and processes. */
export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly problems: readonly string[];
  readonly remedy: string;
}

export function toPlainError(thrown: unknown): PlainError {
  const { code, message, problems, remedy } = toAppError(thrown);
  return { code, message, problems, remedy };
}

export function fromPlainError({ code, message, ...options }: PlainError): AppError {
  return new AppError(code, message, options);
}

function kind(httpStatus: number, retryable: boolean, remedy: string): ErrorKind {
  return { httpStatus, retryable, remedy };
}
