import { records, type FoldPlan, type SealedOpening } from '@crossfold/contracts';
import { sealedImages, sealedPartSha256 } from '@crossfold/data';
import { listRecords, readRecord, type ObjectStore } from '@crossfold/storage';

/** Who opened the sealed part of a plan, of whatever study: the oldest first. */
export async function readSealedOpenings(
  store: ObjectStore,
  foldPlan: FoldPlan,
): Promise<SealedOpening[]> {
  if (sealedImages(foldPlan).length === 0) return [];
  const openings: SealedOpening[] = [];
  const partSha256 = sealedPartSha256(foldPlan);
  for await (const { at } of listRecords(store, records.sealedOpening, { partSha256 })) {
    openings.push(await readRecord(store, records.sealedOpening, at));
  }
  return openings.sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}
