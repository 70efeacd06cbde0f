import type { Explanation } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import type { ObjectStore } from '@crossfold/storage';
import { shownPictures } from '../render/picture-gallery.js';

const readsInFlight = 8;

/** The pictures that a report is printed with, as PNG, by their keys. */
export async function readPictures(
  store: ObjectStore,
  explanations: readonly Explanation[],
): Promise<Map<string, Uint8Array>> {
  const keys = explanations.flatMap((explanation) =>
    shownPictures(explanation).map(({ key }) => key),
  );
  const read = await mapBounded(keys, readsInFlight, async (key): Promise<[string, Uint8Array]> => {
    return [key, (await store.get(key)).bytes];
  });
  return new Map(read);
}
