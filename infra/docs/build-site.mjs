import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedPages } from './contents.mjs';
import { findDeadLinks } from './find-dead-links.mjs';
import { listSections, root, siteFile } from './list-pages.mjs';
import { pageHtml } from './page-template.mjs';
import { renderMarkdown } from './render-markdown.mjs';
import { searchEntries } from './search-index.mjs';

const assets = fileURLToPath(new URL('site', import.meta.url));

/**
 * Writes the site: plain files, which a server or a folder serves alike.
 *
 * @param generated Markdown of each generated page, by its path
 * @returns the pages as rendered, by path
 * @throws Error that lists links which lead nowhere
 */
export function buildSite(outDir, generated) {
  const { sections, texts, rendered } = renderAll(generated);
  const dead = findDeadLinks(rendered);
  if (dead.length > 0)
    throw new Error(`expected links that lead somewhere, got\n${dead.join('\n')}`);
  const titles = new Map([...rendered].map(([page, { title }]) => [page, title]));
  rmSync(outDir, { recursive: true, force: true });
  cpSync(assets, outDir, { recursive: true });
  cpSync(`${root}docs/pictures`, join(outDir, 'pictures'), { recursive: true });
  for (const [page, one] of rendered) {
    const file = join(outDir, siteFile(page));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, pageHtml({ page, ...one }, sections, titles));
  }
  const entries = [...rendered].flatMap(([page, one]) => searchEntries(page, texts.get(page), one));
  const index = `globalThis.searchIndex = ${JSON.stringify(entries)};\n`;
  writeFileSync(join(outDir, 'search-index.js'), index);
  return rendered;
}

function renderAll(generated) {
  const sections = listSections();
  const pages = sections.flatMap((section) => section.pages);
  const texts = new Map(pages.map((page) => [page, textOf(page, generated)]));
  const isPage = (path) => texts.has(path);
  const rendered = new Map(
    [...texts].map(([page, text]) => [page, renderMarkdown(text, page, isPage)]),
  );
  return { sections, texts, rendered };
}

function textOf(page, generated) {
  if (!generatedPages.includes(page)) return readFileSync(root + page, 'utf8');
  const text = generated[page];
  if (text === undefined)
    throw new Error(`expected the text of ${page}, which is generated, got none`);
  return text;
}
