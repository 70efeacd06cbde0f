import { join } from 'node:path';
import type { SynthesisOptions } from '@crossfold/data/images';
import type { CommandContext } from '../process/context.js';
import { progressOf } from './add-dataset.js';
import { loadImages } from './load-images.js';

/** Draws images into a folder of the state folder. @returns the folder */
export async function drawImages(
  { terminal, signal, config }: CommandContext,
  name: string,
  options: SynthesisOptions,
): Promise<string> {
  const dir = join(config.homeDir, `${name}-images`);
  const { synthesise } = await loadImages();
  const drawing = progressOf(terminal, 'drawing images');
  await synthesise(dir, {
    ...options,
    onProgress: (done, total) => {
      signal.throwIfAborted();
      drawing(done, total);
    },
  });
  return dir;
}
