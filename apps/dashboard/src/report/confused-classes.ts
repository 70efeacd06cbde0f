/** A cell of a confusion matrix, as it is shown. */
export interface CellLook {
  readonly text: string;
  /** How deep its colour is, from 0 to 1. */
  readonly share: number;
  readonly isGood: boolean;
}

/** Of more classes a page does not show each cell with its text. */
export const maxMapClasses = 24;
const shownAtMost = 20;

export interface ConfusedClasses {
  readonly label: string;
  readonly predicted: string;
  readonly images: number;
  readonly text: string;
}

/** The cells beside the diagonal that are deepest in colour, those of more images first. */
export function maxConfused(
  classes: readonly string[],
  matrix: readonly (readonly number[])[],
  looks: readonly (readonly CellLook[])[],
): readonly ConfusedClasses[] {
  const cells = looks.flatMap((row, r) =>
    row.flatMap(({ text, share }, c) => {
      const images = matrix[r]?.[c] ?? 0;
      if (r === c || share === 0) return [];
      return [{ label: classes[r] ?? '', predicted: classes[c] ?? '', images, text, share }];
    }),
  );
  return cells
    .toSorted((a, b) => b.share - a.share || b.images - a.images)
    .slice(0, shownAtMost)
    .map(({ label, predicted, images, text }) => ({ label, predicted, images, text }));
}

const depths = 5;

/** One outline for all cells that look alike: thousands of marks would be slow. */
export function mapPaths(
  looks: readonly (readonly CellLook[])[],
): readonly { readonly share: number; readonly isGood: boolean; readonly path: string }[] {
  const paths = new Map<string, { share: number; isGood: boolean; path: string }>();
  for (const [r, row] of looks.entries()) {
    for (const [c, { share, isGood }] of row.entries()) {
      if (share === 0) continue;
      const depth = Math.ceil(share * depths) / depths;
      const known = paths.get(`${isGood} ${depth}`);
      const path = `${known?.path ?? ''}M${c} ${r}h1v1h-1z`;
      paths.set(`${isGood} ${depth}`, { share: depth, isGood, path });
    }
  }
  return [...paths.values()];
}
