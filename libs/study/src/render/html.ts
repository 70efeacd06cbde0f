import { cellText, visibleText, type ReportDocument, type ReportTable } from '@crossfold/contracts';

/** A report as one page that needs nothing else. */
export function documentHtml({ title, facts, blocks, source }: ReportDocument): string {
  return htmlPage(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(facts)}</p>`,
    ...blocks.map((block) =>
      block.kind === 'list' ? htmlList(block.title, block.items) : htmlTable(block),
    ),
    `<p>${escapeHtml(source)}</p>`,
  ]);
}

export function htmlPage(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 75rem }
table { border-collapse: collapse; margin: 1rem 0 } caption { text-align: left; font-weight: 600 }
th, td { padding: .2rem .6rem; text-align: right; vertical-align: top }
th:first-child, .prose { text-align: left } tbody tr:nth-child(odd) { background: #f3f3f3 }
figure { display: inline-block; margin: .5rem; vertical-align: top } img { max-width: 100% }
</style>
${parts.join('\n')}
</html>
`;
}

function htmlList(title: string, items: readonly string[]): string {
  const lines = items.map((item) => `<li>${escapeHtml(item)}</li>`);
  return `<h2>${escapeHtml(title)}</h2>\n<ul>${lines.join('')}</ul>`;
}

export function htmlTable({ id, title, columns, rows, notes }: ReportTable): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column.title)}</th>`);
  const body = rows.map((row) => {
    const cells = columns.map((column, c) => {
      const text = escapeHtml(cellText(row[c], column));
      if (c === 0) return `<th scope="row">${text}</th>`;
      return column.kind === 'prose' ? `<td class="prose">${text}</td>` : `<td>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const remarks = notes.map((note) => `\n<p>${escapeHtml(note)}</p>`);
  return `<table id="${escapeHtml(id)}"><caption>${escapeHtml(title)}</caption><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table>${remarks.join('')}`;
}

export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
