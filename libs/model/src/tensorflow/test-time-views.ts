export type TestTimeAugmentation = 'none' | 'dihedral8';

/** One symmetry of the square: rows and columns swapped first, then either reversed. */
interface View {
  readonly transposed: boolean;
  readonly rowsReversed: boolean;
  readonly columnsReversed: boolean;
}

const both = [false, true] as const;
const dihedralViews: readonly View[] = both.flatMap((transposed) =>
  both.flatMap((rowsReversed) =>
    both.map((columnsReversed) => ({ transposed, rowsReversed, columnsReversed })),
  ),
);

/**
 * The views of images whose predictions are averaged, the images themselves first.
 *
 * @param images uint8 [count, size, size, 3]
 * @returns one array of that shape for each view
 */
export function testTimeViews(
  images: Uint8Array,
  sizePx: number,
  augmentation: TestTimeAugmentation,
): Uint8Array[] {
  if (augmentation === 'none') return [images];
  return dihedralViews.map((view) => viewOf(images, sizePx, view));
}

function viewOf(images: Uint8Array, sizePx: number, view: View): Uint8Array {
  const { transposed, rowsReversed, columnsReversed } = view;
  const moved = new Uint8Array(images.length);
  const last = sizePx - 1;
  for (let target = 0; target < images.length / 3; target++) {
    const column = target % sizePx;
    const row = Math.floor(target / sizePx) % sizePx;
    const imageStart = target - row * sizePx - column;
    const y = rowsReversed ? last - row : row;
    const x = columnsReversed ? last - column : column;
    const source = imageStart + (transposed ? x * sizePx + y : y * sizePx + x);
    moved[3 * target] = images[3 * source] as number;
    moved[3 * target + 1] = images[3 * source + 1] as number;
    moved[3 * target + 2] = images[3 * source + 2] as number;
  }
  return moved;
}
