import { posix } from 'node:path';
import { siteFile } from './list-pages.mjs';

/** A page of the site: its text between the index of all pages and that of its headings. */
export function pageHtml({ page, title, html, headings }, sections, titles) {
  const own = siteFile(page);
  const link = (file) => posix.relative(posix.dirname(own), file);
  const index = sections.map(
    (section) => `<details${section.pages.includes(page) ? ' open' : ''}>
<summary>${escape(section.title)}</summary>
<ul>${section.pages
      .map((other) => {
        const current = other === page ? ' aria-current="page"' : '';
        return `<li><a href="${link(siteFile(other))}"${current}>${escape(titles.get(other))}</a></li>`;
      })
      .join('')}</ul>
</details>`,
  );
  const parts = headings.filter(({ level }) => level === 2);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} – crossfold</title>
<link rel="stylesheet" href="${link('style.css')}">
<script src="${link('search-index.js')}" defer></script>
<script src="${link('search.js')}" defer></script>
</head>
<body data-root="${link('index.html').slice(0, -'index.html'.length)}">
<a class="skip" href="#text">Skip to the text</a>
<header>
<a class="name" href="${link('index.html')}">crossfold</a>
<div class="search" role="search"><input type="search" id="search" placeholder="Search ( / )" aria-label="Search the documents" autocomplete="off"><ul id="found" hidden></ul></div>
</header>
<div class="columns">
<nav aria-label="Pages">${index.join('\n')}</nav>
<main id="text">${html}</main>
<aside aria-label="On this page">${
    parts.length < 2
      ? ''
      : `<ul>${parts.map(({ text, anchor }) => `<li><a href="#${anchor}">${escape(text)}</a></li>`).join('')}</ul>`
  }</aside>
</div>
</body>
</html>
`;
}

export function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
