/** Where the pixels of images come from, such as an image cache. */
export interface PixelSource {
  readonly sizePx: number;
  /**
   * @param into may be filled from its beginning instead of new memory
   * @returns uint8 [indices, sizePx, sizePx, 3], RGB
   */
  readBatch(indices: ArrayLike<number>, into?: Uint8Array): Promise<Uint8Array>;
}

export interface IndexBatch {
  /** Positions of images in the source. */
  readonly indices: ArrayLike<number>;
}

/**
 * Cuts a list of images into batches.
 *
 * @param start position of the first image that is wanted
 */
export function inBatches(
  indices: Uint32Array,
  size: number,
  start = 0,
): { readonly start: number; readonly indices: Uint32Array }[] {
  return Array.from({ length: Math.ceil((indices.length - start) / size) }, (_, position) => {
    const first = start + position * size;
    return { start: first, indices: indices.subarray(first, first + size) };
  });
}

/**
 * The pixels of batches, in order. The next batch is read by the thread pool while the current one
 * is used. Two pieces of memory take turns, because fresh memory costs several times as much as
 * what is read into it: pixels stay as they are only until the next batch is asked for.
 */
export async function* readAhead<Batch extends IndexBatch>(
  source: PixelSource,
  batches: readonly Batch[],
): AsyncGenerator<{ readonly batch: Batch; readonly pixels: Uint8Array }> {
  const most = batches.reduce((longest, { indices }) => Math.max(longest, indices.length), 0);
  const bytes = most * source.sizePx ** 2 * 3;
  const rooms = [new Uint8Array(bytes), new Uint8Array(batches.length > 1 ? bytes : 0)];
  const read = async (position: number) => {
    const batch = batches[position];
    if (!batch) return null;
    return { batch, pixels: await source.readBatch(batch.indices, rooms[position % 2]) };
  };
  let next = read(0);
  for (let position = 1; position <= batches.length; position++) {
    const current = await next;
    next = read(position);
    // Thrown when its turn comes, never as an unhandled rejection should the reader stop before.
    next.catch(() => undefined);
    if (current) yield current;
  }
}
