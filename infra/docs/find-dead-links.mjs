import { existsSync } from 'node:fs';
import { root } from './list-pages.mjs';

/**
 * Links that lead nowhere: to no page, no file of the repository, or no heading of a page.
 *
 * @param rendered by path in the repository, as `renderMarkdown` gives them
 * @returns a line for each
 */
export function findDeadLinks(rendered) {
  const anchors = new Map(
    [...rendered].map(([page, { headings }]) => [
      page,
      new Set(headings.map(({ anchor }) => anchor)),
    ]),
  );
  return [...rendered].flatMap(([page, { links }]) =>
    links.filter((link) => isDead(link, anchors)).map(({ href }) => `${page}: ${href}`),
  );
}

function isDead({ target, anchor }, anchors) {
  if (target === null) return false;
  const known = anchors.get(target);
  if (!known) return !existsSync(root + target);
  return anchor !== null && !known.has(anchor);
}
