import type { DrawingTask } from './draw-photos.js';
import { writePhoto } from './write-photo.js';

/** Runs in a thread of `drawPhotos`. */
export function draw({ dir, photo, options }: DrawingTask): Promise<void> {
  return writePhoto(dir, photo, options);
}
