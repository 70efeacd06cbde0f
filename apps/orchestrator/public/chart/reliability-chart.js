/** @import { Evaluation } from '@crossfold/contracts' */
import { svgElement } from '../element.js';
import { percent } from '../format.js';
import { roundTicks, scale } from './axis.js';

const margin = { top: 10, right: 14, bottom: 40, left: 52 };
const largestPx = 340;
/** Radius of a bin that holds every image; the area of a mark is its share of them. */
const fullRadiusPx = 26;
const smallestRadiusPx = 2.5;

/**
 * Confidence against accuracy, a mark for each bin; on the diagonal a model is right as often as it
 * says (Guo et al. 2017, "On calibration of modern neural networks").
 *
 * @param {object} options
 * @param {string} options.title
 * @param {Evaluation['reliability']} options.reliability
 * @param {number} options.widthPx
 */
export function reliabilityChart({ title, reliability, widthPx }) {
  const sidePx = Math.min(largestPx, widthPx);
  const x = scale([0, 100], [margin.left, sidePx - margin.right]);
  const y = scale([0, 100], [sidePx - margin.bottom, margin.top]);
  const images = reliability.reduce((sum, bin) => sum + bin.images, 0);
  return svgElement(
    'svg',
    { class: 'reliability', width: sidePx, height: sidePx, role: 'img', 'aria-label': title },
    [
      svgElement('title', {}, [title]),
      ...roundTicks(0, 100, 5).flatMap(({ value, text }) => [
        svgElement('path', { class: 'rule', d: `M${x(0)} ${y(value)}H${x(100)}` }),
        svgElement('text', { class: 'tick end', x: x(0) - 6, y: y(value) + 4 }, [text]),
        svgElement('text', { class: 'tick middle', x: x(value), y: y(0) + 16 }, [text]),
      ]),
      svgElement('path', { class: 'reference', d: `M${x(0)} ${y(0)}L${x(100)} ${y(100)}` }),
      ...reliability.map((bin) => markOf(bin, images, x, y)),
      svgElement('text', { class: 'label middle', x: x(50), y: sidePx - 6 }, ['confidence (%)']),
      svgElement(
        'text',
        { class: 'label middle', transform: `translate(12 ${y(50)}) rotate(-90)` },
        ['accuracy (%)'],
      ),
    ],
  );
}

/**
 * @param {Evaluation['reliability'][number]} bin
 * @param {number} all images of all bins
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function markOf({ images, confidence, accuracy }, all, x, y) {
  if (confidence === null || accuracy === null) return null;
  const r = Math.max(smallestRadiusPx, fullRadiusPx * Math.sqrt(images / all));
  const text = `${images} images: confidence ${percent(confidence)} %, right ${percent(accuracy)} %`;
  return svgElement('circle', { cx: x(100 * confidence), cy: y(100 * accuracy), r: r.toFixed(1) }, [
    svgElement('title', {}, [text]),
  ]);
}
