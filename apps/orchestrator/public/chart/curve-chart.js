import { svgElement } from '../element.js';
import { roundTicks, scale } from './axis.js';

/** @typedef {{ name: string, className: string, values: readonly number[] }} Series one value an epoch */

const heightPx = 240;
const margin = { top: 12, right: 14, bottom: 40, left: 52 };
/** With more epochs than this a mark on each would only hide the line. */
const maxMarks = 80;

/**
 * Lines by epoch with axes, drawn at the width that there is, so that text keeps its size.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {string} options.unit of the vertical axis
 * @param {readonly number[]} options.epochs
 * @param {readonly Series[]} options.series
 * @param {number | null} options.top of the vertical axis, or null for the largest value
 * @param {readonly { epoch: number, name: string }[]} options.stages where each stage begins
 * @param {number} options.widthPx
 */
export function curveChart({ title, unit, epochs, series, top, stages, widthPx }) {
  const lastEpoch = Math.max(2, epochs.at(-1) ?? 0);
  const largest = top ?? (Math.max(...series.flatMap(({ values }) => values)) * 1.05 || 1);
  const x = scale([1, lastEpoch], [margin.left, widthPx - margin.right]);
  const y = scale([0, largest], [heightPx - margin.bottom, margin.top]);
  return svgElement(
    'svg',
    { class: 'curves', width: widthPx, height: heightPx, role: 'img', 'aria-label': summarise() },
    [
      svgElement('title', {}, [title]),
      ...horizontalAxis(x, lastEpoch, widthPx),
      ...verticalAxis(y, largest, unit, widthPx),
      ...stages.flatMap(({ epoch, name }) => stageMark(x(epoch - 0.5), name)),
      ...series.map((line) => lineOf(line, epochs, x, y)),
    ],
  );

  function summarise() {
    const ends = series.map(
      ({ name, values }) => `${name} from ${values[0]?.toFixed(3)} to ${values.at(-1)?.toFixed(3)}`,
    );
    return `${title}, ${epochs.length} epochs: ${ends.join('; ')}`;
  }
}

/**
 * @param {(value: number) => number} x
 * @param {number} lastEpoch
 * @param {number} widthPx
 */
function horizontalAxis(x, lastEpoch, widthPx) {
  const base = heightPx - margin.bottom;
  const middle = (margin.left + widthPx - margin.right) / 2;
  const marks = roundTicks(1, lastEpoch, Math.min(lastEpoch - 1, Math.floor(widthPx / 60)));
  return [
    svgElement('path', { class: 'axis', d: `M${margin.left} ${base}H${widthPx - margin.right}` }),
    ...marks
      .filter(({ value }) => Number.isInteger(value))
      .map(({ value, text }) =>
        svgElement('text', { class: 'tick middle', x: x(value), y: base + 16 }, [text]),
      ),
    svgElement('text', { class: 'label middle', x: middle, y: heightPx - 6 }, ['epoch']),
  ];
}

/**
 * @param {(value: number) => number} y
 * @param {number} largest
 * @param {string} unit
 * @param {number} widthPx
 */
function verticalAxis(y, largest, unit, widthPx) {
  const middle = (margin.top + heightPx - margin.bottom) / 2;
  const turned = `translate(12 ${middle}) rotate(-90)`;
  return [
    ...roundTicks(0, largest, 5).flatMap(({ value, text }) => [
      svgElement('path', {
        class: 'rule',
        d: `M${margin.left} ${y(value)}H${widthPx - margin.right}`,
      }),
      svgElement('text', { class: 'tick end', x: margin.left - 6, y: y(value) + 4 }, [text]),
    ]),
    svgElement('text', { class: 'label middle', transform: turned }, [unit]),
  ];
}

/**
 * @param {number} x
 * @param {string} name
 */
function stageMark(x, name) {
  return [
    svgElement('path', { class: 'stage', d: `M${x} ${margin.top}V${heightPx - margin.bottom}` }),
    svgElement('text', { class: 'tick', x: x + 4, y: margin.top + 9 }, [name]),
  ];
}

/**
 * @param {Series} series
 * @param {readonly number[]} epochs
 * @param {(value: number) => number} x
 * @param {(value: number) => number} y
 */
function lineOf({ name, className, values }, epochs, x, y) {
  const points = values.map((value, i) => ({ value, epoch: epochs[i] ?? i + 1 }));
  const path = points.map(({ value, epoch }) => `${x(epoch).toFixed(1)} ${y(value).toFixed(1)}`);
  const marks = points.length > maxMarks ? [] : points;
  return svgElement('g', { class: className }, [
    svgElement('path', { class: 'line', d: `M${path.join('L')}` }),
    ...marks.map(({ value, epoch }) =>
      svgElement('circle', { cx: x(epoch).toFixed(1), cy: y(value).toFixed(1), r: 3 }, [
        svgElement('title', {}, [`${name}, epoch ${epoch}: ${value.toFixed(4)}`]),
      ]),
    ),
  ]);
}
