import type { Explanation } from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { getUnlessRemoved, type ObjectStore } from '@crossfold/storage';
import { shownPictures } from '../render/picture-gallery.js';

const readsInFlight = 8;

/** The pictures that a report is printed with, as PNG, by their keys; not those that a policy removed. */
export async function readPictures(
  store: ObjectStore,
  explanations: readonly Explanation[],
): Promise<Map<string, Uint8Array>> {
  const pictures = explanations.flatMap((explanation) => shownPictures(explanation));
  const read = await mapBounded(pictures, readsInFlight, async ({ key, sha256 }) => {
    const bytes = await getUnlessRemoved(store, { key, sha256 });
    return bytes === null ? [] : [[key, bytes] as const];
  });
  return new Map(read.flat());
}
