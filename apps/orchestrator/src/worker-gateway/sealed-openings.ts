import { AppError, records, type SealedOpening, type Study } from '@crossfold/contracts';
import { sealedImages, sealedPartSha256 } from '@crossfold/data';
import { listRecords, readRecord, type ObjectStore } from '@crossfold/storage';
import { refuse } from './refusal.js';
import { isWorkerOf, type WorkerIdentity } from './worker-tokens.js';

/** The sealed part of a plan. */
export interface SealedPart {
  readonly partSha256: string;
  readonly images: number;
}

/** Which worker opened the sealed part of a study, by the log of openings. */
export interface SealedOpenings {
  partOf(study: Study): Promise<SealedPart>;
  /** Of the newest opening for this study; 0 where there is none. */
  newestNumber(study: Study): Promise<number>;
  /**
   * The newest opening for this study.
   *
   * @throws AppError FORBIDDEN where there is none; SUPERSEDED where it is another worker's
   */
  assertNewestOwn(worker: WorkerIdentity, study: Study): Promise<SealedOpening>;
}

/** Remembered parts: a plan never changes, and may have 250,000 lines. */
const maxRemembered = 1000;

export function createSealedOpenings(store: ObjectStore): SealedOpenings {
  const remembered = new Map<string, SealedPart>();

  async function partOf({ foldPlan: { sha256 } }: Study): Promise<SealedPart> {
    const known = remembered.get(sha256);
    if (known) return known;
    const plan = await readRecord(store, records.foldPlan, { sha256 });
    const part = { partSha256: sealedPartSha256(plan), images: sealedImages(plan).length };
    const oldest = remembered.keys().next();
    if (remembered.size >= maxRemembered && !oldest.done) remembered.delete(oldest.value);
    remembered.set(sha256, part);
    return part;
  }

  async function newestNumber(study: Study): Promise<number> {
    const { partSha256 } = await partOf(study);
    const { studyId } = study;
    let newest = 0;
    for await (const { at } of listRecords(store, records.sealedOpening, { partSha256, studyId })) {
      if (at.studyId === studyId) newest = Math.max(newest, at.number);
    }
    return newest;
  }

  return {
    partOf,
    newestNumber,
    async assertNewestOwn(worker, study) {
      const { studyId } = study;
      const number = await newestNumber(study);
      if (number === 0) refuse(`an opening of the sealed part for ${studyId}`, 'none');
      const { partSha256 } = await partOf(study);
      const at = { partSha256, studyId, number };
      const opening = await readRecord(store, records.sealedOpening, at);
      if (isWorkerOf(worker, opening.worker)) return opening;
      const message = `expected opening ${number} for ${studyId} to be of ${worker.name}, got another worker's`;
      throw new AppError('SUPERSEDED', message);
    },
  };
}
