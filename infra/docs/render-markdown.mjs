import { posix } from 'node:path';
import markdownIt from 'markdown-it';
import { siteFile } from './list-pages.mjs';

const markdown = markdownIt({ html: false, linkify: false });

/**
 * A page of Markdown as HTML.
 *
 * @param text its Markdown
 * @param page its path in the repository
 * @param isPage whether a path of the repository is a page of the site
 * @returns title, html, headings with the anchors that GitHub gives them, and the links that it has
 */
export function renderMarkdown(text, page, isPage) {
  const tokens = markdown.parse(text, {});
  const headings = nameHeadings(tokens);
  const links = [];
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    if (token.type === 'link_open') aim(token, page, isPage, links);
    if (token.type === 'image') place(token, page, links);
  }
  return {
    title: headings[0]?.text ?? page,
    html: markdown.renderer.render(tokens, markdown.options, {}),
    headings,
    links,
  };
}

function nameHeadings(tokens) {
  const seen = new Map();
  return tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open') return [];
    const text = plainText(tokens[at + 1]);
    const slug = slugOf(text);
    const before = seen.get(slug) ?? 0;
    seen.set(slug, before + 1);
    const anchor = before === 0 ? slug : `${slug}-${before}`;
    token.attrSet('id', anchor);
    return [{ level: Number(token.tag.slice(1)), text, anchor }];
  });
}

function plainText({ children }) {
  return children.map(({ type, content }) => (type === 'softbreak' ? ' ' : content)).join('');
}

/** As GitHub makes anchors of headings. */
function slugOf(text) {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** A picture lies where it lies beside the pages of the repository. */
function place(token, page, links) {
  const href = token.attrGet('src');
  const target = posix.normalize(posix.join(posix.dirname(page), href));
  links.push({ href, target, anchor: null });
  token.attrSet('src', posix.relative(posix.dirname(siteFile(page)), siteFile(target)));
  token.attrSet('loading', 'lazy');
}

/** A link to a page of the repository leads to that of the site, one to another file to nothing. */
function aim(token, page, isPage, links) {
  const href = token.attrGet('href');
  if (/^[a-z]+:/.test(href)) return links.push({ href, target: null, anchor: null });
  const [path, anchor = null] = href.split('#');
  const target =
    path === '' ? page : posix.normalize(posix.join(posix.dirname(page), decodeURI(path)));
  links.push({ href, target, anchor });
  if (isPage(target)) {
    const file = posix.relative(posix.dirname(siteFile(page)), siteFile(target));
    token.attrSet('href', `${path === '' ? '' : file}${anchor === null ? '' : `#${anchor}`}`);
  } else {
    token.attrs = [['title', `${target}, in the repository`]];
  }
}
