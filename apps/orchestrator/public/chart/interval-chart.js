import { svgElement } from '../element.js';
import { roundTicks, scale } from './axis.js';

/** @typedef {{ name: string, value: number, interval: readonly [number, number] | null, emphasis: boolean, label?: string }} Estimate in percent or in points */

/** Of a bold letter of average width; the names' column holds so many of them. */
const letterPx = 8;
const rowPx = 30;
const bottomPx = 42;

/**
 * Estimates with their intervals below each other, to be compared at a glance.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.unit
 * @param {readonly Estimate[]} options.estimates
 * @param {{ value: number, name: string }} options.reference a line to see them against
 * @param {number} [options.band] what lies so near the reference is drawn as near it
 * @param {readonly [number, number]} options.bounds that no value can pass
 * @param {(value: number) => string} options.write a value as text
 * @param {number} options.widthPx
 */
export function intervalChart({
  title,
  unit,
  estimates,
  reference,
  band = 0,
  bounds,
  write,
  widthPx,
}) {
  const longest = Math.max(...estimates.map(({ name }) => name.length));
  const namesPx = Math.min(longest * letterPx, widthPx * 0.36);
  const ends = estimates.flatMap(({ value, interval }) => [value, ...(interval ?? [])]);
  const low = Math.max(bounds[0], Math.min(reference.value, ...ends) - 3);
  const high = Math.min(bounds[1], Math.max(reference.value, ...ends) + 3);
  const x = scale([low, high], [namesPx + 8, widthPx - 16]);
  const basePx = estimates.length * rowPx + 18;
  const label = estimates
    .map(({ name, value, label: said }) => `${name} ${write(value)}${said ? `, ${said}` : ''}`)
    .join('; ');
  const near = [Math.max(low, reference.value - band), Math.min(high, reference.value + band)];
  return svgElement(
    'svg',
    {
      class: 'intervals',
      width: widthPx,
      height: basePx + bottomPx,
      role: 'img',
      'aria-label': `${title}: ${label}`,
    },
    [
      svgElement('title', {}, [title]),
      band > 0 &&
        svgElement('rect', {
          class: 'band',
          x: x(near[0] ?? low),
          y: 18,
          width: x(near[1] ?? high) - x(near[0] ?? low),
          height: basePx - 18,
        }),
      ...roundTicks(low, high, Math.floor(widthPx / 110)).flatMap(({ value, text }) => [
        svgElement('path', { class: 'rule', d: `M${x(value)} 18V${basePx}` }),
        svgElement('text', { class: 'tick middle', x: x(value), y: basePx + 16 }, [text]),
      ]),
      svgElement('path', { class: 'reference', d: `M${x(reference.value)} 14V${basePx}` }),
      svgElement(
        'text',
        {
          class: `tick ${x(reference.value) < widthPx / 2 ? '' : 'end'}`,
          x: x(reference.value),
          y: 10,
        },
        [reference.name],
      ),
      ...estimates.map((estimate, i) =>
        rowOf(estimate, { x, y: 18 + (i + 0.5) * rowPx, namesPx, write }),
      ),
      svgElement(
        'text',
        { class: 'label middle', x: (namesPx + widthPx) / 2, y: basePx + bottomPx - 6 },
        [unit],
      ),
    ],
  );
}

/**
 * @param {Estimate} estimate
 * @param {{ x: (value: number) => number, y: number, namesPx: number, write: (value: number) => string }} place
 */
function rowOf({ name, value, interval, emphasis, label }, { x, y, namesPx, write }) {
  const range = interval && `, interval ${interval.map(write).join(' to ')}`;
  const said = label ? `, ${label}` : '';
  // The names' column is narrow on a telephone: the whole name is in the table and the tooltip.
  const most = Math.floor(namesPx / letterPx);
  const short = name.length > most ? `${name.slice(0, most - 1)}…` : name;
  return svgElement('g', { class: emphasis ? 'estimate emphasis' : 'estimate' }, [
    svgElement('title', {}, [`${name}: ${write(value)}${range ?? ''}${said}`]),
    svgElement('text', { class: 'name end', x: namesPx, y: y + 4 }, [short]),
    interval &&
      svgElement('path', { class: 'range', d: `M${x(interval[0])} ${y}H${x(interval[1])}` }),
    svgElement('circle', { cx: x(value), cy: y, r: 5 }),
  ]);
}
