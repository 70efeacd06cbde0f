/** One symmetry of the square: rows and columns swapped first, then either reversed. */
interface DihedralView {
  readonly transposed: boolean;
  readonly rowsReversed: boolean;
  readonly columnsReversed: boolean;
}

const both = [false, true] as const;
export const dihedralViews: readonly DihedralView[] = both.flatMap((transposed) =>
  both.flatMap((rowsReversed) =>
    both.map((columnsReversed) => ({ transposed, rowsReversed, columnsReversed })),
  ),
);

/**
 * Images turned or mirrored, pixel by pixel.
 *
 * @param images uint8 [count, size, size, 3]
 */
export function dihedralView(images: Uint8Array, sizePx: number, view: DihedralView): Uint8Array {
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
