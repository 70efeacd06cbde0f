/** @import { ExplanationPicture } from '@crossfold/contracts' */
import { apiUrl, request, tokenStore } from '../client/api.js';
import { element } from '../element.js';

/**
 * The pictures of an explanation, a row for each true class.
 *
 * @param {readonly ExplanationPicture[]} pictures
 * @param {string} address of the explanation in the API
 * @param {AbortSignal} signal
 */
export function gallery(pictures, address, signal) {
  const classes = [...new Set(pictures.map(({ trueClass }) => trueClass))];
  return element(
    'div',
    {},
    classes.map((name) =>
      element('section', { 'aria-label': `Pictures of ${name}` }, [
        element('h3', {}, [name]),
        element(
          'div',
          { class: 'gallery' },
          pictures.flatMap((picture, i) =>
            picture.trueClass === name
              ? [figureOf(picture, `${address}/pictures/${i + 1}`, signal)]
              : [],
          ),
        ),
      ]),
    ),
  );
}

/**
 * @param {ExplanationPicture} picture
 * @param {string} path
 * @param {AbortSignal} signal
 */
function figureOf({ imageId, trueClass, predictedClass, probability }, path, signal) {
  const isRight = trueClass === predictedClass;
  const text = `true ${trueClass}, predicted ${predictedClass}, ${Math.round(100 * probability)} %`;
  const image = element('img', { alt: `Map of ${imageId}: ${text}`, loading: 'lazy' });
  void show(image, path, signal).catch(() => {
    image.alt = `The picture of ${imageId} could not be loaded`;
  });
  return element('figure', { 'data-right': isRight }, [
    image,
    element('figcaption', {}, [
      element('span', { class: isRight ? 'right' : 'wrong' }, [isRight ? '✓ ' : '✕ ']),
      text,
    ]),
  ]);
}

/**
 * An image's address carries no token: with one the picture is fetched here and handed over.
 *
 * @param {HTMLImageElement} image
 * @param {string} path
 * @param {AbortSignal} signal
 */
async function show(image, path, signal) {
  if (!tokenStore.read()) {
    image.src = apiUrl(path);
    return;
  }
  const answer = await request(path, { signal });
  image.src = URL.createObjectURL(await answer.blob());
  image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
}
