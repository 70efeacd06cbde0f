import { hostname } from 'node:os';
import { records, type FoldPlan, type SealedOpening } from '@crossfold/contracts';
import { sealedImages, sealedPartSha256 } from '@crossfold/data';
import { createRecord, type ObjectStore } from '@crossfold/storage';

type Opening = Pick<
  SealedOpening,
  'studyId' | 'worker' | 'variant' | 'members' | 'views' | 'references'
>;

/**
 * Writes down that the sealed part is about to be read. Whoever reads it again, also because a
 * worker died over it, writes the next number: an opening is never unwritten.
 */
export async function logSealedOpening(
  store: ObjectStore,
  plan: FoldPlan,
  opening: Opening,
): Promise<SealedOpening> {
  const partSha256 = sealedPartSha256(plan);
  for (let number = 1; ; number++) {
    const record: SealedOpening = {
      schemaVersion: 2,
      partSha256,
      images: sealedImages(plan).length,
      openedAt: new Date().toISOString(),
      number,
      host: hostname(),
      ...opening,
    };
    if (
      await createRecord(
        store,
        records.sealedOpening,
        { partSha256, studyId: opening.studyId, number },
        record,
      )
    )
      return record;
  }
}
