import type { ImageRecord, Manifest } from '@crossfold/contracts';

/** A sheet of more classes shows the most frequent ones: nobody looks through hundreds of rows. */
const maxRows = 24;
const fewRows = 12;

/** The classes that a sheet has a row for, in the order of the data set. */
export function classesOfSheet({
  classes,
  images,
}: Pick<Manifest, 'classes' | 'images'>): string[] {
  const counts = new Map<string, number>();
  for (const { label } of images) counts.set(label, (counts.get(label) ?? 0) + 1);
  const present = classes.filter((label) => counts.has(label));
  if (present.length <= maxRows) return present;
  const byCount = present.toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const kept = new Set(byCount.slice(0, fewRows));
  return present.filter((label) => kept.has(label));
}

/**
 * Images for a sheet: for each class of {@link classesOfSheet} at most `columns`, evenly over its groups in order
 * of image id, one of a group.
 */
export function chooseForSheet(
  manifest: Pick<Manifest, 'classes' | 'images'>,
  columns: number,
): ImageRecord[][] {
  return classesOfSheet(manifest).map((label) => {
    const ofClass = manifest.images.filter((image) => image.label === label);
    const firsts = [...new Map(ofClass.toReversed().map((it) => [it.groupId, it])).values()];
    firsts.sort((a, b) => (a.imageId < b.imageId ? -1 : 1));
    const count = Math.min(columns, firsts.length);
    return Array.from({ length: count }, (_, i) => {
      return firsts[Math.floor((i * firsts.length) / count)] as ImageRecord;
    });
  });
}
