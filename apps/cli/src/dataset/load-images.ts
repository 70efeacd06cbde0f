import type * as Images from '@crossfold/data/images';

/** Loaded by the commands that read or draw images: the others start without native code. */
export function loadImages(): Promise<typeof Images> {
  return import('@crossfold/data/images');
}
