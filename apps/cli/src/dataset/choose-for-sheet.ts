import type { ImageRecord, Manifest } from '@crossfold/contracts';

/**
 * Images for a sheet: for each class that occurs at most `columns`, evenly over its groups in order
 * of image id, one of a group.
 */
export function chooseForSheet(
  { classes, images }: Pick<Manifest, 'classes' | 'images'>,
  columns: number,
): ImageRecord[][] {
  return classes
    .map((label) => {
      const ofClass = images.filter((image) => image.label === label);
      const firsts = [...new Map(ofClass.toReversed().map((it) => [it.groupId, it])).values()];
      firsts.sort((a, b) => (a.imageId < b.imageId ? -1 : 1));
      const count = Math.min(columns, firsts.length);
      return Array.from({ length: count }, (_, i) => {
        return firsts[Math.floor((i * firsts.length) / count)] as ImageRecord;
      });
    })
    .filter((row) => row.length > 0);
}
