import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The web page: plain modules, which are served as they are. */
export const pageFolder = fileURLToPath(new URL('../../public', import.meta.url));

/** The dashboard, as its build left it. */
export const dashboardFolder = fileURLToPath(new URL('../../../dashboard/bundle', import.meta.url));

/** Modules that the page shares with the server, as the build left them. */
export const sharedFolder = dirname(
  createRequire(import.meta.url).resolve('@crossfold/contracts/page'),
);

/** The page's import map, which a browser takes from nowhere else, as a source of a script policy. */
export function importMapHashes(): string[] {
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  return [...html.matchAll(/<script type="importmap">([^]*?)<\/script>/g)].map(
    ([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
  );
}
