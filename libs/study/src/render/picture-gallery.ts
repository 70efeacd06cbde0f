import type { Explanation, ExplanationPicture } from '@crossfold/contracts';
import { escapeMarkup } from '../svg/mark-up.js';
import { explanationTitle } from './explanation-table.js';

/** Pictures of an explanation that a report holds: of more, a page would not open quickly. */
const mostPictures = 48;

export function shownPictures({ pictures }: Pick<Explanation, 'pictures'>): ExplanationPicture[] {
  return pictures.slice(0, mostPictures);
}

/** The pictures of an explanation inside a page; '' where none is there. */
export function pictureGallery(
  explanation: Explanation,
  pngs: ReadonlyMap<string, Uint8Array>,
): string {
  const shown = shownPictures(explanation).flatMap((picture) => {
    const png = pngs.get(picture.key);
    return png ? [pictureHtml(picture, png)] : [];
  });
  if (shown.length === 0) return '';
  const rest = explanation.pictures.length - shown.length;
  const more = rest > 0 ? `<p>${rest} more pictures: the explanation's own page.</p>` : '';
  return `<h3>${escapeMarkup(explanationTitle(explanation))}</h3><div class="gallery">${shown.join('')}</div>${more}`;
}

/** One picture with its bytes inside. */
export function pictureHtml(picture: ExplanationPicture, png: Uint8Array): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><img src="${source}" alt="${escapeMarkup(pictureText(picture))}"></figure>`;
}

function pictureText({ imageId, trueClass, predictedClass, probability }: ExplanationPicture) {
  return `${imageId}: true ${trueClass}, predicted ${predictedClass} with ${(100 * probability).toFixed(0)} %`;
}
