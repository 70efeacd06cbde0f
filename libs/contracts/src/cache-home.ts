import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where what can be fetched again is kept between runs: `~/.cache/crossfold`. A user who has no home,
 * as one without an entry in the passwd file and without HOME, gets a folder among the temporary ones.
 *
 * @param findHome throws where the system knows no home
 */
export function cacheHome(
  environment: Readonly<Record<string, string | undefined>>,
  findHome: () => string = homedir,
): string {
  const home = environment['HOME'] || orNull(findHome);
  if (home) return join(home, '.cache', 'crossfold');
  return join(tmpdir(), `crossfold-cache-${process.getuid?.() ?? 'user'}`);
}

function orNull(findHome: () => string): string | null {
  try {
    return findHome();
  } catch {
    return null;
  }
}
