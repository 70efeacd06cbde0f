/** What came of a stream that nobody knows the length of. */
export interface BoundedBytes {
  readonly bytes: Buffer;
  /** False where the stream was longer, and was ended. */
  readonly isWhole: boolean;
}

/** Reads a stream to its end, and of a longer one as many pieces as `maxBytes` has room for. */
export async function readBounded(
  stream: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<BoundedBytes> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of stream) {
    length += piece.byteLength;
    if (length > maxBytes) return { bytes: Buffer.concat(pieces), isWhole: false };
    pieces.push(piece);
  }
  return { bytes: Buffer.concat(pieces), isWhole: true };
}
