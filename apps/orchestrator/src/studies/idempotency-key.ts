import { randomBytes } from 'node:crypto';
import { contentHash, type Study } from '@crossfold/contracts';
import { digestOfKey, keyOfAnother } from '../http/idempotency-key.js';

/** What makes a study what it is, beside the state of the store. */
export interface Submission {
  /** The study file. */
  readonly body: unknown;
  readonly clonedFrom?: string | undefined;
  /** Names this request: sent again, it must not make another study. */
  readonly idempotencyKey?: string | undefined;
}

/** The id of a new study; with a key it is always the same. */
export function chooseStudyId(name: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return `${name}-${randomBytes(5).toString('hex')}`;
  return `${name}-${digestOfKey(idempotencyKey, 10)}`;
}

/** Of a stage, the file with all stages was sent. */
function sentFile({ series, spec }: Study): unknown {
  return series ? series.file : spec;
}

/** @throws AppError CONFLICT where the key was used for something else */
export function assertSameSubmission(study: Study, { body, clonedFrom }: Submission): void {
  if (study.clonedFrom === clonedFrom && contentHash(sentFile(study)) === contentHash(body)) return;
  throw keyOfAnother(study.studyId);
}
