import {
  cellText,
  reportSections,
  type Explanation,
  type ReportBlock,
  type ReportColumn,
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
  question: 'Question and data',
  answer: 'Answer',
  variants: 'Variants in detail',
  ensemble: 'Ensembles',
  crossEvaluations: 'On other data sets',
  published: 'Published results',
  explanations: 'Where the models look',
  study: 'What the study rests on',
  record: 'Data, software and checklists',
} as const satisfies Record<ReportSection, string>;

/** Lists that belong to a section by what they are; the others are read last. */
const listSections: Readonly<Partial<Record<string, ReportSection>>> = {
  question: 'question',
  headlines: 'answer',
  caveats: 'answer',
};

/** A list that opens its section needs no heading of its own. */
const openingLists = ['question', 'headlines'];

/** A report as it is to be read, and what is printed with it. */
export interface PrintedReport {
  readonly document: ReportDocument;
  readonly explanations?: readonly Explanation[];
  /** PNG files of the explanations by their keys. */
  readonly pictures?: ReadonlyMap<string, Uint8Array>;
  /** What was submitted; of a series, its file with the stages. Left out: not known, or shown before. */
  readonly studyFile?: unknown;
}

/**
 * A report as one page that needs nothing else, with its figures and pictures.
 *
 * @param earlier those of the stages before it, first to last
 */
export function documentHtml(
  report: PrintedReport,
  earlier: readonly PrintedReport[] = [],
): string {
  const ownStage = earlier.length > 0 ? `Stage ${earlier.length + 1}: ` : '';
  const parts = [
    ...partsOf(report, { prefix: '', stage: ownStage }),
    ...earlier.flatMap((stage, i) => [
      {
        id: `stage-${i + 1}`,
        title: `Stage ${i + 1}: ${stage.document.title}`,
        html: headHtml(stage),
      },
      ...partsOf(stage, { prefix: `stage-${i + 1}.`, stage: `Stage ${i + 1}: ` }),
    ]),
  ];
  const links = parts.map(
    ({ id, title }) => `<li><a href="#${id}">${escapeMarkup(title)}</a></li>`,
  );
  const { title, source } = report.document;
  return htmlPage(title, [
    `<h1>${escapeMarkup(title)}</h1>`,
    headHtml(report),
    `<nav aria-label="Contents"><ul>${links.join('')}</ul></nav>`,
    ...parts.map(
      ({ id, title, html }) =>
        `<section id="${id}"><h2>${escapeMarkup(title)}</h2>\n${html}</section>`,
    ),
    ...[source, ...earlier.map(({ document }) => document.source)].map(
      (text) => `<p>${escapeMarkup(text)}</p>`,
    ),
  ]);
}

function headHtml({ document }: PrintedReport): string {
  return `<p>${escapeMarkup(document.facts)}</p>`;
}

interface StageMark {
  /** Of all ids, where several reports are on the page; tables are named like parts. */
  readonly prefix: string;
  /** Before the titles of its parts, which are the same in every stage. */
  readonly stage: string;
}

function partsOf(report: PrintedReport, { prefix, stage }: StageMark) {
  return reportSections.flatMap((section) => {
    const html = sectionHtml(section, report, prefix);
    return html === ''
      ? []
      : [{ id: `${prefix}part-${section}`, title: stage + titleOf(section, report), html }];
  });
}

/** The answer says at once where a plan leaks. */
function titleOf(section: ReportSection, { document }: PrintedReport): string {
  const headlines = document.blocks.find(({ id }) => id === 'headlines');
  return section === 'answer' && headlines ? headlines.title : sectionTitles[section];
}

function sectionHtml(
  section: ReportSection,
  { document, explanations = [], pictures = new Map(), studyFile }: PrintedReport,
  prefix: string,
): string {
  const own = document.blocks.filter((block) => sectionOf(block) === section);
  const variants = [...new Set(own.flatMap((block) => variantOf(block) ?? []))];
  const blocksOf = (wanted: string | null) =>
    own
      .filter((block) => variantOf(block) === wanted)
      .map((block) =>
        blockHtml({ ...block, id: prefix + block.id }, openingLists.includes(block.id)),
      );
  return [
    ...blocksOf(null),
    ...(section === 'record' && studyFile !== undefined ? [studyFileHtml(studyFile)] : []),
    ...(section === 'explanations'
      ? explanations.map((explanation) => pictureGallery(explanation, pictures))
      : []),
    ...variants.flatMap((variant) => [`<h3>${escapeMarkup(variant)}</h3>`, ...blocksOf(variant)]),
  ].join('\n');
}

/** JSON is YAML, too: as it stands, it can be submitted again. */
function studyFileHtml(studyFile: unknown): string {
  const lines = JSON.stringify(studyFile, null, 2).split('\n').map(escapeMarkup);
  return `<h3>The study file</h3>\n<pre id="study-file">${lines.join('\n')}</pre>`;
}

function sectionOf(block: ReportBlock): ReportSection {
  if (block.kind !== 'list') return block.section;
  if (block.id.startsWith('findings.')) return 'explanations';
  return listSections[block.id] ?? 'study';
}

function variantOf(block: ReportBlock): string | null {
  return block.kind === 'list' ? null : block.variant;
}

function blockHtml(block: ReportBlock, isOpening: boolean): string {
  switch (block.kind) {
    case 'list':
      return htmlList(isOpening ? null : block.title, block.items);
    case 'table':
      return `<div class="scroll">${htmlTable(block)}</div>`;
    case 'figure':
      return htmlFigure(block);
  }
}

function htmlList(title: string | null, items: readonly string[]): string {
  const lines = items.map((item) => `<li>${escapeMarkup(item)}</li>`);
  const heading = title === null ? '' : `<h3>${escapeMarkup(title)}</h3>\n`;
  return `${heading}<ul>${lines.join('')}</ul>`;
}

function htmlFigure(figure: ReportFigure): string {
  const { id, title, caption } = figure;
  const text = `<strong>${escapeMarkup(title)}</strong>${escapeMarkup(caption)}`;
  return `<figure id="figure.${escapeMarkup(id)}">${drawFigure(figure)}<figcaption>${text}</figcaption></figure>`;
}

export function htmlTable({ id, title, columns, rows, notes }: ReportTable): string {
  const head = columns.map(
    (column) => `<th scope="col"${classOf(column)}>${escapeMarkup(column.title)}</th>`,
  );
  const body = rows.map((row) => {
    const cells = columns.map((column, c) => {
      const text = escapeMarkup(cellText(row[c], column));
      return c === 0
        ? `<th scope="row"${classOf(column)}>${text}</th>`
        : `<td${classOf(column)}>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const remarks = notes.map((note) => `\n<p>${escapeMarkup(note)}</p>`);
  return `<table id="${escapeMarkup(id)}"><caption>${escapeMarkup(title)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>${remarks.join('')}`;
}

/** Numbers stand right, texts left, and only prose is broken into lines. */
function classOf({ kind }: ReportColumn): string {
  return kind === 'text' ? '' : ` class="${kind}"`;
}
