import { records, type Measurement, type Study } from '@crossfold/contracts';
import { readRecordIfThere, type ObjectStore } from '@crossfold/storage';

/** What was measured of the variants of a study, in their order. */
export async function readMeasurements(
  store: ObjectStore,
  studyId: string,
  variants: readonly Pick<Study['variants'][number], 'name'>[],
): Promise<Measurement[]> {
  const found = await Promise.all(
    variants.map(({ name }) =>
      readRecordIfThere(store, records.measurement, { studyId, variant: name }),
    ),
  );
  return found.filter((one) => one !== null);
}
