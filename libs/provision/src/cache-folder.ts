import { resolve } from 'node:path';
import { cacheHome } from '@crossfold/contracts';

/**
 * Where native parts are kept between projects and runs: `CROSSFOLD_CACHE_DIR`, else
 * `XDG_CACHE_HOME/crossfold`, else `~/.cache/crossfold`. Everything in it can be fetched again.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CROSSFOLD_CACHE_DIR) return resolve(env.CROSSFOLD_CACHE_DIR);
  if (env.XDG_CACHE_HOME) return resolve(env.XDG_CACHE_HOME, 'crossfold');
  return cacheHome(env);
}
