import { AppError, type ErrorCode } from '@crossfold/contracts';

interface Meaning {
  readonly code: ErrorCode;
  readonly remedy: string;
}

const permission: Meaning = {
  code: 'STORE_REFUSED',
  remedy: 'Give this user the right to write in the folder that CROSSFOLD_STORE names.',
};
const space: Meaning = {
  code: 'STORE_UNAVAILABLE',
  remedy: 'Free space on the disk that CROSSFOLD_STORE names, or move the store.',
};
const disk: Meaning = {
  code: 'STORE_UNAVAILABLE',
  remedy: 'Check the disk or network share that CROSSFOLD_STORE names.',
};
const unsupported: Meaning = {
  code: 'STORE_REFUSED',
  remedy:
    'The file system of the folder that CROSSFOLD_STORE names does not offer this: use a folder on ext4, XFS, NFS or the like, or a bucket.',
};
const shape: Meaning = {
  code: 'REQUEST_INVALID',
  remedy: 'Use another key: a key cannot also be the folder of other keys.',
};

/** What the errors of the file system mean for a store; any other error is passed on as it is. */
const meanings: Readonly<Record<string, Meaning>> = {
  EACCES: permission,
  EPERM: permission,
  EROFS: permission,
  ENOSPC: space,
  EDQUOT: space,
  EFBIG: space,
  EIO: disk,
  ESTALE: disk,
  EMFILE: disk,
  ENFILE: disk,
  EBUSY: disk,
  ETIMEDOUT: disk,
  ENODEV: disk,
  ENXIO: disk,
  ENOTCONN: disk,
  ECONNABORTED: disk,
  EHOSTDOWN: disk,
  EHOSTUNREACH: disk,
  EREMOTEIO: disk,
  ENOSYS: unsupported,
  ENOTSUP: unsupported,
  EOPNOTSUPP: unsupported,
  EINVAL: unsupported,
  EBADF: unsupported,
  EXDEV: unsupported,
  EMLINK: unsupported,
  EILSEQ: unsupported,
  ENOTDIR: shape,
  EISDIR: shape,
  EEXIST: shape,
  ENAMETOOLONG: { code: 'REQUEST_INVALID', remedy: 'Use a shorter key.' },
};

export function hasErrorCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' && codes.includes(code);
}

/** Whether a file system says that it does not offer what it was asked for. */
export function isUnsupported(error: unknown): boolean {
  return hasErrorCode(error, 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EBADF');
}

/** The error of a system call as an AppError. Errors without one, such as a body's, stay. */
export function translateFileError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return error;
  const meaning = meanings[String(error.code)];
  if (meaning === undefined) return error;
  return new AppError(meaning.code, `expected to ${what}, got ${error.message}`, {
    remedy: meaning.remedy,
    cause: error,
  });
}
