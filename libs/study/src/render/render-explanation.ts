import { plural, type Explanation } from '@crossfold/contracts';
import { getUnlessRemoved, type ObjectStore } from '@crossfold/storage';
import { explanationTable, explanationTitle } from './explanation-table.js';
import { escapeMarkup } from '../svg/mark-up.js';
import { htmlPage } from './html-page.js';
import { htmlTable } from './html.js';
import { bulletList, markdownTable } from './markdown.js';
import { pictureHtml, removedHtml } from './picture-gallery.js';

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
    const png = await getUnlessRemoved(store, picture);
    if (png) figures.push(pictureHtml(picture, png));
  }
  const removed = explanation.pictures.length - figures.length;
  if (removed > 0) figures.push(removedHtml(removed));
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
    `Study ${studyId}, explanation ${number}: ${plural(images, 'out-of-fold image')} by ${plural(members.length, 'model')}`,
    ...(missing.length > 0 ? [`without ${missing.join(', ')}`] : []),
    ...(occlusion
      ? [
          `mean rank correlation with occlusion sensitivity ${occlusion.meanCorrelation.toFixed(2)} over ${plural(occlusion.pictures, 'picture')}`,
        ]
      : []),
  ].join(' · ');
}

function renderHtml(explanation: Explanation, figures: readonly string[]): string {
  const title = explanationTitle(explanation);
  const findings = explanation.findings.map((finding) => `<li>${escapeMarkup(finding)}</li>`);
  return htmlPage(title, [
    `<h1>${escapeMarkup(title)}</h1>`,
    `<p>${escapeMarkup(factsOf(explanation))}</p>`,
    `<ul>${findings.join('')}</ul>`,
    htmlTable(explanationTable(explanation)),
    '<h2>Pictures</h2>',
    ...figures,
  ]);
}
