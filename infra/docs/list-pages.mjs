import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contents } from './contents.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The contents with each `FOLDER/*` as its files. */
export function listSections() {
  return contents.map(({ title, pages }) => ({ title, pages: pages.flatMap(expand) }));
}

function expand(page) {
  if (!page.endsWith('/*')) return [page];
  const folder = page.slice(0, -2);
  const names = readdirSync(root + folder).filter((name) => name.endsWith('.md'));
  return names.sort().map((name) => `${folder}/${name}`);
}

/** Where a page stands in the site: what is not of `docs` is of the project. */
export function siteFile(page) {
  const inside = page.startsWith('docs/')
    ? page.slice('docs/'.length)
    : `project/${page.toLowerCase().replaceAll('/', '-')}`;
  return inside.replace(/\.md$/, '.html');
}
