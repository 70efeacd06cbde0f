import { execFile } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all space that is left; every write fails from now on (ENOSPC). */
  fill(): Promise<void>;
  /** Gives the space back. */
  free(): Promise<void>;
  remove(): Promise<void>;
}

/** @returns null where this process may mount nothing */
export async function mountSmallDisk(sizeMib: number): Promise<SmallDisk | null> {
  const folder = await mkdtemp(join(tmpdir(), 'crossfold-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${sizeMib}m`, 'tmpfs', folder];
  try {
    await promisify(execFile)('mount', options);
  } catch {
    await rm(folder, { recursive: true });
    return null;
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill: () => fillDisk(ballast),
    free: () => rm(ballast, { force: true }),
    async remove() {
      await promisify(execFile)('umount', [folder]);
      await rm(folder, { recursive: true });
    },
  };
}

async function fillDisk(path: string): Promise<void> {
  const file = await open(path, 'a');
  try {
    // Smaller and smaller pieces, until not even one byte fits.
    for (let size = 1 << 20; size >= 1; size >>= 4) {
      const piece = Buffer.alloc(size);
      while (await hasRoom(file.write(piece)));
    }
  } finally {
    await file.close();
  }
}

async function hasRoom(writing: Promise<{ readonly bytesWritten: number }>): Promise<boolean> {
  try {
    return (await writing).bytesWritten > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}
