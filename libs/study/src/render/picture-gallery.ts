import { plural, type Explanation, type ExplanationPicture } from '@crossfold/contracts';
import { escapeMarkup } from '../svg/mark-up.js';
import { explanationTitle } from './explanation-table.js';

/** Pictures of an explanation that a report holds: of more, a page would not open quickly. */
const maxPictures = 48;

export function shownPictures({ pictures }: Pick<Explanation, 'pictures'>): ExplanationPicture[] {
  return pictures.slice(0, maxPictures);
}

/** The pictures of an explanation inside a page, and how many are no longer there; '' where it has none. */
export function pictureGallery(
  explanation: Explanation,
  pngs: ReadonlyMap<string, Uint8Array>,
): string {
  const wanted = shownPictures(explanation);
  const shown = wanted.flatMap((picture) => {
    const png = pngs.get(picture.key);
    return png ? [pictureHtml(picture, png)] : [];
  });
  if (wanted.length === 0) return '';
  const gone = wanted.length - shown.length;
  const removed = gone > 0 ? removedHtml(gone) : '';
  const rest = explanation.pictures.length - wanted.length;
  const more =
    rest > 0 ? `<p>${plural(rest, 'more picture')}: the explanation's own page.</p>` : '';
  return `<h3>${escapeMarkup(explanationTitle(explanation))}</h3><div class="gallery">${shown.join('')}</div>${removed}${more}`;
}

export function removedHtml(pictures: number): string {
  return `<p>${plural(pictures, 'picture was', 'pictures were')} removed by a policy of retention.</p>`;
}

/** One picture with its bytes inside. */
export function pictureHtml(picture: ExplanationPicture, png: Uint8Array): string {
  const source = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  return `<figure><img src="${source}" alt="${escapeMarkup(pictureText(picture))}"></figure>`;
}

function pictureText({ imageId, trueClass, predictedClass, probability }: ExplanationPicture) {
  return `${imageId}: true ${trueClass}, predicted ${predictedClass} with ${(100 * probability).toFixed(0)} %`;
}
