import type { FileHandle } from 'node:fs/promises';

export interface PieceWriter {
  /** Takes bytes for the end of the file; they must not change after. Waits where the disk is slower. */
  append(bytes: Uint8Array): Promise<void>;
  /** Waits until all is on the disk. */
  finish(): Promise<void>;
}

/** Large enough that calls cost nothing beside the copy, small beside the memory of a decoder. */
const pieceBytes = 8 * 2 ** 20;
/** So that small images, too, reach the file every now and then. */
const pieceBuffers = 256;

/**
 * Appends to a file in large pieces, beside the work of whoever appends: while one piece goes to the
 * disk, the next one fills. So the disk has little left to do at the end.
 *
 * @param position of the first byte
 */
export function createPieceWriter(handle: FileHandle, position: number): PieceWriter {
  let piece: Uint8Array[] = [];
  let [end, written] = [position, position];
  let pending: Promise<void> = Promise.resolve();

  async function begin(): Promise<void> {
    await pending;
    pending = writeDurably(handle, piece, written);
    // Reported by whoever waits for it next, never as an unhandled rejection.
    pending.catch(() => undefined);
    [piece, written] = [[], end];
  }

  return {
    async append(bytes) {
      piece.push(bytes);
      end += bytes.length;
      if (end - written >= pieceBytes || piece.length >= pieceBuffers) await begin();
    },
    async finish() {
      await begin();
      await pending;
    },
  };
}

/** Writes bytes to a position and waits until they are on the disk. */
export async function writeDurably(
  handle: FileHandle,
  piece: readonly Uint8Array[],
  position: number,
): Promise<void> {
  let [rest, at] = [[...piece], position];
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at);
    at += bytesWritten;
    rest = dropBytes(rest, bytesWritten);
  }
  await handle.datasync();
}

/** What is left of buffers after their first bytes, in buffers that are not empty. */
function dropBytes(buffers: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  return buffers.flatMap((buffer) => {
    const taken = Math.min(left, buffer.length);
    left -= taken;
    return taken === buffer.length ? [] : [buffer.subarray(taken)];
  });
}
