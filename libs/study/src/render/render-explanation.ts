import type { Explanation, ExplanationPicture } from '@crossfold/contracts';
import type { ObjectStore } from '@crossfold/storage';
import { explanationTable, explanationTitle } from './explanation-table.js';
import { escapeHtml, htmlPage, htmlTable } from './html.js';
import { bulletList, markdownTable } from './markdown.js';

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
  const title = explanationTitle(explanation);
  const findings = explanation.findings.map((finding) => `<li>${escapeHtml(finding)}</li>`);
  return htmlPage(title, [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml(factsOf(explanation))}</p>`,
    `<ul>${findings.join('')}</ul>`,
    htmlTable(explanationTable(explanation)),
    '<h2>Pictures</h2>',
    ...figures,
  ]);
}

function figure(picture: ExplanationPicture, png: Uint8Array): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><img src="${source}" alt="${escapeHtml(pictureText(picture))}"></figure>`;
}

function pictureText({ imageId, trueClass, predictedClass, probability }: ExplanationPicture) {
  return `${imageId}: true ${trueClass}, predicted ${predictedClass} with ${(100 * probability).toFixed(0)} %`;
}
