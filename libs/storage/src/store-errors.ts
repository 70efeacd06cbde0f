import { AppError } from '@crossfold/contracts';
import type { WriteCondition } from './object-store.js';

export function objectMissing(key: string, cause?: unknown): AppError {
  return new AppError('OBJECT_MISSING', `expected an object for ${key}, got nothing`, { cause });
}

/** The error of a write whose condition does not hold. */
export function conditionFailed(
  key: string,
  condition: WriteCondition,
  found: string,
  cause?: unknown,
): AppError {
  if (condition.ifNoneMatch) {
    return new AppError('OBJECT_EXISTS', `expected nothing yet for ${key}, got ${found}`, {
      cause,
    });
  }
  return new AppError(
    'CONFLICT',
    `expected version ${condition.ifMatch ?? ''} for ${key}, got ${found}`,
    { cause },
  );
}

/** A store whose conditions on writes do not hold: two workers could both write a trial's receipt. */
export function unfitForConditions(where: string, got: string, cause?: unknown): AppError {
  return new AppError(
    'STORE_REFUSED',
    `expected conditional writes (If-None-Match, If-Match) of ${where}, got ${got}; without them this store cannot be used`,
    {
      remedy: 'Use an object store with conditional writes, such as AWS S3, MinIO or versitygw.',
      cause,
    },
  );
}
