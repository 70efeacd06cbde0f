import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Which code runs: the package's version and, in a git checkout or image, its commit. */
export function softwareVersion(): { crossfold: string; gitCommit: string | null } {
  const manifest = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { crossfold: version, gitCommit: process.env['CROSSFOLD_GIT_COMMIT'] || gitCommit() };
}

function gitCommit(): string | null {
  try {
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const options = { cwd, encoding: 'utf8' as const, stdio: 'pipe' as const };
    return execFileSync('git', ['rev-parse', 'HEAD'], options).trim();
  } catch {
    // Not a checkout, or no git: the receipt says null.
    return null;
  }
}
