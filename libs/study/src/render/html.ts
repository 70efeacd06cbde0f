import {
  cellText,
  reportSections,
  type Explanation,
  type ReportBlock,
  type ReportDocument,
  type ReportFigure,
  type ReportSection,
  type ReportTable,
} from '@crossfold/contracts';
import { drawFigure } from '../svg/draw-figure.js';
import { escapeMarkup } from '../svg/mark-up.js';
import { htmlPage } from './html-page.js';
import { pictureGallery } from './picture-gallery.js';

/** What the parts of a page are called. */
const sectionTitles = {
  answer: 'Answer',
  variants: 'Variants in detail',
  ensemble: 'Ensembles',
  crossEvaluations: 'On other data sets',
  published: 'Published results',
  explanations: 'Where the models look',
  study: 'What the study rests on',
  record: 'Data, software and checklists',
} as const satisfies Record<ReportSection, string>;

/** Lists that are read before everything else; the others are read last. */
const firstLists = ['headlines', 'caveats'];

/**
 * A report as one page that needs nothing else, with its figures and pictures.
 *
 * @param pictures PNG files by their keys
 */
export function documentHtml(
  { title, facts, blocks, source }: ReportDocument,
  explanations: readonly Explanation[] = [],
  pictures: ReadonlyMap<string, Uint8Array> = new Map(),
): string {
  const parts = reportSections.flatMap((section) => {
    const html = sectionHtml(section, blocks, explanations, pictures);
    return html === '' ? [] : [{ section, html }];
  });
  const links = parts.map(
    ({ section }) => `<li><a href="#${section}">${sectionTitles[section]}</a></li>`,
  );
  return htmlPage(title, [
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p>${escapeMarkup(facts)}</p>`,
    `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`,
    ...parts.map(
      ({ section, html }) =>
        `<section id="${section}"><h2>${sectionTitles[section]}</h2>\n${html}</section>`,
    ),
    `<p>${escapeMarkup(source)}</p>`,
  ]);
}

function sectionHtml(
  section: ReportSection,
  blocks: ReportDocument['blocks'],
  explanations: readonly Explanation[],
  pictures: ReadonlyMap<string, Uint8Array>,
): string {
  const own = blocks.filter((block) => sectionOf(block) === section);
  const variants = [...new Set(own.flatMap((block) => variantOf(block) ?? []))];
  return [
    ...own.filter((block) => variantOf(block) === null).map(blockHtml),
    ...(section === 'explanations'
      ? explanations.map((explanation) => pictureGallery(explanation, pictures))
      : []),
    ...variants.map((variant) =>
      [
        `<h3>${escapeMarkup(variant)}</h3>`,
        ...own.filter((block) => variantOf(block) === variant).map(blockHtml),
      ].join('\n'),
    ),
  ].join('\n');
}

function sectionOf(block: ReportBlock): ReportSection {
  if (block.kind !== 'list') return block.section;
  if (firstLists.includes(block.id)) return 'answer';
  return block.id.startsWith('findings.') ? 'explanations' : 'study';
}

function variantOf(block: ReportBlock): string | null {
  return block.kind === 'list' ? null : block.variant;
}

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'list':
      return htmlList(block.title, block.items);
    case 'table':
      return `<div class="scroll">${htmlTable(block)}</div>`;
    case 'figure':
      return htmlFigure(block);
  }
}

function htmlList(title: string, items: readonly string[]): string {
  const lines = items.map((item) => `<li>${escapeMarkup(item)}</li>`);
  return `<h3>${escapeMarkup(title)}</h3>\n<ul>${lines.join('')}</ul>`;
}

function htmlFigure(figure: ReportFigure): string {
  const { id, title, caption } = figure;
  const text = `<strong>${escapeMarkup(title)}</strong>${escapeMarkup(caption)}`;
  return `<figure id="figure.${escapeMarkup(id)}">${drawFigure(figure)}<figcaption>${text}</figcaption></figure>`;
}

export function htmlTable({ id, title, columns, rows, notes }: ReportTable): string {
  const head = columns.map((column) => `<th scope="col">${escapeMarkup(column.title)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map((column, c) => {
      const text = escapeMarkup(cellText(row[c], column));
      if (c === 0) return `<th scope="row">${text}</th>`;
      return column.kind === 'prose' ? `<td class="prose">${text}</td>` : `<td>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const remarks = notes.map((note) => `\n<p>${escapeMarkup(note)}</p>`);
  return `<table id="${escapeMarkup(id)}"><caption>${escapeMarkup(title)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>${remarks.join('')}`;
}
