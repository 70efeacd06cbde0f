import { element } from '../element.js';

const fallbackPx = 640;

/**
 * A figure whose drawing is made anew for each width that it gets.
 *
 * @param {(widthPx: number) => SVGElement} draw
 * @param {readonly Element[]} [legend]
 */
export function fittedFigure(draw, legend = []) {
  const box = element('div', { class: 'drawing' });
  let widthPx = 0;
  const observer = new ResizeObserver(([entry]) => {
    // Drawings of figures that have left the page are not made any more.
    if (!box.isConnected) return observer.disconnect();
    const next = Math.floor(entry?.contentRect.width ?? fallbackPx);
    if (next === widthPx || next === 0) return;
    widthPx = next;
    box.replaceChildren(draw(widthPx));
  });
  observer.observe(box);
  return element('figure', {}, [...legend, box]);
}
