/** @typedef {Node | string | null | false} Child */
/** @typedef {Record<string, string | number | boolean | null | ((event: any) => void)>} Attributes */

const svgNamespace = 'http://www.w3.org/2000/svg';

/**
 * An HTML element. Strings become text nodes: nothing that the server sends is ever read as HTML.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes] `onclick` and the like are listeners; null and false are left out
 * @param {readonly Child[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(tag, attributes = {}, children = []) {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

/**
 * An SVG element.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} [attributes]
 * @param {readonly Child[]} [children]
 * @returns {SVGElementTagNameMap[K]}
 */
export function svgElement(tag, attributes = {}, children = []) {
  const node = document.createElementNS(svgNamespace, tag);
  fill(node, attributes, children);
  return node;
}

/**
 * @param {Element} node
 * @param {Attributes} attributes
 * @param {readonly Child[]} children
 */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) node.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null && child !== false) node.append(child);
}

/**
 * A table with a caption, a header row and a header in each row.
 *
 * @param {string} caption
 * @param {readonly string[]} columns
 * @param {readonly (readonly Child[])[]} rows the first cell of each is its header
 * @param {string} [className]
 */
export function table(caption, columns, rows, className = '') {
  const head = columns.map((column) => element('th', { scope: 'col' }, [column]));
  const body = rows.map((cells) =>
    element(
      'tr',
      {},
      cells.map((cell, i) =>
        element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, [cell]),
      ),
    ),
  );
  return scrollable(
    element('table', { class: className }, [
      element('caption', {}, [caption]),
      element('thead', {}, [element('tr', {}, head)]),
      element('tbody', {}, body),
    ]),
    caption,
  );
}

/**
 * Text that brings its column's name along where the screen is too narrow for columns.
 *
 * @param {string} label
 * @param {string} text
 */
export function labelled(label, text) {
  return element('span', { 'data-label': label }, [text]);
}

/**
 * Wide content that scrolls in its own box, by keyboard too.
 *
 * @param {Element} content
 * @param {string} label
 */
export function scrollable(content, label) {
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': label }, [
    content,
  ]);
}
