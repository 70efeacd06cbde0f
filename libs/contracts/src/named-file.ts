import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';

/** More than any table, image or mask needs. */
const usualMaxBytes = 256 * 2 ** 20;
const firstPieceBytes = 64 * 1024;

/** What is there is no file to read. */
class UnfitFile extends Error {}

/**
 * Opens a file whose path comes from outside. Only a regular file is opened: a device may never end,
 * or act when it is opened, and a FIFO waits for a writer.
 *
 * @throws Error for {@link describeFileFault}
 */
async function openNamedFile(path: string): Promise<FileHandle> {
  assertRegular(await stat(path));
  // The file may be exchanged meanwhile: what was opened is looked at again.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    assertRegular(await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The bytes of a file whose path comes from outside.
 *
 * @throws Error for {@link describeFileFault}; also for a file of more than `maxBytes`, before it is read
 */
export async function readNamedFile(path: string, maxBytes = usualMaxBytes): Promise<Buffer> {
  const file = await openNamedFile(path);
  try {
    const { size } = await file.stat();
    if (size > maxBytes) throw tooLarge(maxBytes);
    return await readToEnd(file, size, maxBytes);
  } finally {
    await file.close();
  }
}

/** What is wrong with a path that could not be read, as the end of a sentence; nothing of its contents. */
export function describeFileFault(error: unknown): string {
  if (error instanceof UnfitFile) return error.message;
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  if (code !== undefined) return faults[code] ?? code;
  return error instanceof Error ? error.message : String(error);
}

const faults: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  ENOTDIR: 'nothing there',
  EISDIR: 'a folder',
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ELOOP: 'a link that leads in a circle',
  ENAMETOOLONG: 'a path that is too long',
};

function assertRegular(stats: Stats): void {
  if (!stats.isFile()) throw new UnfitFile(kindOf(stats));
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a FIFO';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Files of `/proc` have a size of zero, and files can grow: the limit also holds for what comes. */
async function readToEnd(file: FileHandle, size: number, maxBytes: number): Promise<Buffer> {
  let bytes = Buffer.allocUnsafe(Math.max(size, 1));
  let length = 0;
  for (;;) {
    if (length === bytes.length) {
      const { bytesRead } = await file.read(probe, 0, 1, length);
      if (bytesRead === 0) return bytes.subarray(0, length);
      if (length >= maxBytes) throw tooLarge(maxBytes);
      const larger = Math.min(maxBytes, Math.max(2 * length, firstPieceBytes));
      bytes = Buffer.concat([bytes], larger);
    }
    const { bytesRead } = await file.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return bytes.subarray(0, length);
    length += bytesRead;
  }
}

/** Only whether there is a byte is asked. */
const probe = Buffer.alloc(1);

function tooLarge(maxBytes: number): UnfitFile {
  return new UnfitFile(`more than ${maxBytes} bytes`);
}
