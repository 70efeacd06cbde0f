import { siteFile } from './list-pages.mjs';

const maxText = 1200;

/** Each heading of a page with the text below it, for the search. */
export function searchEntries(page, text, { title, headings }) {
  const parts = text.split(/^#{1,6} .*$/m).slice(1);
  return headings.map(({ text: heading, anchor }, at) => ({
    page: title,
    heading,
    file: `${siteFile(page)}#${anchor}`,
    text: (parts[at] ?? '').replaceAll(/[\s|`*#-]+/g, ' ').slice(0, maxText),
  }));
}
