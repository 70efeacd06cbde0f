import { createHash, randomBytes } from 'node:crypto';
import { AppError, contentHash, type Study } from '@crossfold/contracts';
import { digestOfKey, keyOfAnother } from '../http/idempotency-key.js';

/** What makes a study what it is, beside the state of the store. */
export interface Submission {
  /** The study file. */
  readonly body: unknown;
  readonly clonedFrom?: string | undefined;
  /** Names this request: sent again, it must not make another study. */
  readonly idempotencyKey?: string | undefined;
  /** The study whose sealed part it opens by hand: whoever asks again gets the same study. */
  readonly opens?: string | undefined;
}

/** The id of a new study; with a key it is always the same. */
export function chooseStudyId(
  name: string,
  { idempotencyKey, opens }: Pick<Submission, 'idempotencyKey' | 'opens'>,
): string {
  if (opens !== undefined) return openingStudyId(name, opens);
  if (idempotencyKey === undefined) return `${name}-${randomBytes(5).toString('hex')}`;
  return `${name}-${digestOfKey(idempotencyKey, 10)}`;
}

/** The study that opens the sealed part of another one by hand: one, whoever asks. */
export function openingStudyId(name: string, studyId: string): string {
  const digest = createHash('sha256').update(`sealed part of ${studyId}`).digest('hex');
  return `${name}-${digest.slice(0, 10)}`;
}

/** Of a stage, the file with all stages was sent. */
function sentFile({ series, spec }: Study): unknown {
  return series ? series.file : spec;
}

/** @throws AppError CONFLICT where the key, or the opening, was used for something else */
export function assertSameSubmission(study: Study, { body, clonedFrom, opens }: Submission): void {
  if (study.clonedFrom === clonedFrom && contentHash(sentFile(study)) === contentHash(body)) return;
  throw opens === undefined ? keyOfAnother(study.studyId) : openedByAnother(study);
}

function openedByAnother({ studyId, ensemble }: Study): AppError {
  const got = `that of ${ensemble?.variant ?? 'none'} in ${studyId}`;
  return new AppError(
    'CONFLICT',
    `expected the ensemble that opened the sealed part, got another: it was ${got}`,
    {
      remedy: `Read its report; to open the part again, say so: crossfold study clone --reuse --ensemble.`,
    },
  );
}
