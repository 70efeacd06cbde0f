import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Where native parts are kept between projects and runs: `CROSSFOLD_CACHE_DIR`, else
 * `XDG_CACHE_HOME/crossfold`, else `~/.cache/crossfold`. Everything in it can be fetched again.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.CROSSFOLD_CACHE_DIR) return resolve(env.CROSSFOLD_CACHE_DIR);
  if (env.XDG_CACHE_HOME) return resolve(env.XDG_CACHE_HOME, 'crossfold');
  return join(env.HOME ?? homedir(), '.cache', 'crossfold');
}
