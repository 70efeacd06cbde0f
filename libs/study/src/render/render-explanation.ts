import { visibleText, type Explanation, type ExplanationPicture } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { explanationTable, explanationTitle } from './explanation-table.js';
import { bulletList, markdownTable } from './render-report.js';
import type { Table } from './table.js';

/** An explanation to read: Markdown without its pictures, or one HTML page that holds them. */
export async function renderExplanation(
  explanation: Explanation,
  format: 'md' | 'html',
  store: ObjectStore,
): Promise<{ readonly mediaType: string; readonly text: string }> {
  if (format === 'md') {
    return { mediaType: 'text/markdown; charset=utf-8', text: renderMarkdown(explanation) };
  }
  const figures: string[] = [];
  for (const picture of explanation.pictures) {
    figures.push(figure(picture, (await store.get(picture.key)).bytes));
  }
  return { mediaType: 'text/html; charset=utf-8', text: renderHtml(explanation, figures) };
}

function renderMarkdown(explanation: Explanation): string {
  return [
    `# ${explanationTitle(explanation)}`,
    factsOf(explanation),
    ...bulletList('Findings', explanation.findings),
    markdownTable(explanationTable(explanation)),
  ]
    .join('\n\n')
    .concat('\n');
}

function factsOf({ studyId, number, images, members, missing, occlusion }: Explanation): string {
  return [
    `Study ${studyId}, explanation ${number}: ${images} out-of-fold images by ${members.length} models`,
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(occlusion
      ? [
          `mean rank correlation with occlusion sensitivity ${occlusion.meanCorrelation.toFixed(2)} over ${occlusion.pictures} pictures`,
        ]
      : []),
  ].join(' · ');
}

function renderHtml(explanation: Explanation, figures: readonly string[]): string {
  const title = escapeHtml(explanationTitle(explanation));
  const findings = explanation.findings.map((finding) => `<li>${escapeHtml(finding)}</li>`);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; max-width: 75rem }
table { border-collapse: collapse } th, td { padding: .2rem .6rem; text-align: right }
th:first-child { text-align: left } tbody tr:nth-child(odd) { background: #f3f3f3 }
figure { display: inline-block; margin: .5rem; vertical-align: top } img { max-width: 100% }
</style>
<h1>${title}</h1>
<p>${escapeHtml(factsOf(explanation))}</p>
<ul>${findings.join('')}</ul>
${htmlTable(explanationTable(explanation))}
<h2>Pictures</h2>
${figures.join('\n')}
</html>
`;
}

function htmlTable({ caption, columns, rows }: Table): string {
  const head = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  const body = rows.map(
    ([name = '', ...cells]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`,
  );
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

function figure(picture: ExplanationPicture, png: Uint8Array): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><img src="${source}" alt="${escapeHtml(pictureText(picture))}"></figure>`;
}

function pictureText({ imageId, trueClass, predictedClass, probability }: ExplanationPicture) {
  return `${imageId}: true ${trueClass}, predicted ${predictedClass} with ${(100 * probability).toFixed(0)} %`;
}

function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
