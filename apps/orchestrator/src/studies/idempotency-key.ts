import { createHash, randomBytes } from 'node:crypto';
import { AppError, contentHash, type Study } from '@crossfold/contracts';

/** What makes a study what it is, beside the state of the store. */
export interface Submission {
  /** The study file. */
  readonly body: unknown;
  readonly clonedFrom?: string;
  /** Names this request: sent again, it must not make another study. */
  readonly idempotencyKey?: string | undefined;
}

/**
 * The id of a new study. With a key it is always the same, so that the store itself refuses a second
 * study, also after a restart.
 *
 * @throws AppError REQUEST_INVALID for a key that is too long or has odd characters
 */
export function chooseStudyId(name: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return `${name}-${randomBytes(5).toString('hex')}`;
  if (!/^[!-~]{1,255}$/.test(idempotencyKey)) {
    const got = JSON.stringify(idempotencyKey.slice(0, 60));
    throw new AppError(
      'REQUEST_INVALID',
      `expected 1 to 255 visible ASCII characters for Idempotency-Key, got ${got}`,
    );
  }
  return `${name}-${createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 10)}`;
}

/** Of a stage, the file with all stages was sent. */
function sentFile({ series, spec }: Study): unknown {
  return series ? series.file : spec;
}

/** @throws AppError CONFLICT where the key was used for something else */
export function assertSameSubmission(study: Study, { body, clonedFrom }: Submission): void {
  if (study.clonedFrom === clonedFrom && contentHash(sentFile(study)) === contentHash(body)) return;
  throw new AppError(
    'CONFLICT',
    `expected the request that made ${study.studyId} for its Idempotency-Key, got another`,
    { remedy: 'Choose a new Idempotency-Key for each study.' },
  );
}
