import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { mapBounded } from '../../map-bounded.js';
import { writePhoto, type DrawingOptions, type PlannedPhoto } from './write-photo.js';

/** What a thread is given for one photograph. */
export interface DrawingTask {
  readonly dir: string;
  readonly photo: PlannedPhoto;
  readonly options: DrawingOptions;
}

/** Below this, starting threads takes longer than they save. */
const fewPhotos = 32;
/** The encoder works in libuv's threads while a thread draws its next image. */
const inFlightPerThread = 2;

/**
 * Draws photographs into a folder, with a thread for each core where there are many. They depend on
 * their keys alone, so that the bytes are the same with any number of threads.
 */
export async function drawPhotos(
  dir: string,
  photos: readonly PlannedPhoto[],
  options: DrawingOptions,
  /** Called after each photograph. */
  onDrawn: () => void,
): Promise<void> {
  const threads = photos.length < fewPhotos ? 0 : availableParallelism();
  if (threads < 2) {
    await mapBounded(photos, inFlightPerThread, async (photo) => {
      await writePhoto(dir, photo, options);
      onDrawn();
    });
    return;
  }
  const pool = new Piscina<DrawingTask, void>({
    filename: fileURLToPath(new URL('./drawing.thread.js', import.meta.url)),
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: inFlightPerThread,
  });
  try {
    await mapBounded(photos, threads * inFlightPerThread, async (photo) => {
      await pool.run({ dir, photo, options }, { name: 'draw' });
      onDrawn();
    });
  } finally {
    await pool.destroy();
  }
}
