import { scaleLinear } from 'd3-scale';
import { styleValue } from '../charts/theme.js';
import { glyphOf, trialProgress, valueText } from './cell-text.js';
import type { Colouring, MatrixLayout } from './matrix-layout.js';

/** Sizes in CSS pixels. */
export interface MatrixSizes {
  readonly cellPx: number;
  readonly rowPx: number;
  readonly headPx: number;
  readonly namesPx: number;
}

export interface MatrixScene {
  readonly layout: MatrixLayout;
  readonly values: readonly (readonly (number | null)[])[];
  readonly domain: readonly [number, number];
  readonly colouring: Colouring;
  readonly sizes: MatrixSizes;
  readonly focus: { readonly row: number; readonly column: number };
  readonly hasFocus: boolean;
  readonly isDark: boolean;
}

/** What is seen of the whole, in CSS pixels. */
export interface MatrixView {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const scales = {
  // One hue from pale to deep: with any kind of colour vision, more is darker (lighter on dark).
  score: { light: ['#e6f0fa', '#5c9bd1', '#08447e'], dark: ['#16283c', '#2f75b8', '#b5dcff'] },
  // Orange and blue: the pair that all common kinds of colour vision tell apart.
  difference: { light: ['#b35806', '#f7f7f7', '#2166ac'], dark: ['#f1a340', '#2a313b', '#7db8f0'] },
} as const;

/** The colours of a scale from its low end to its high one. */
export function matrixColours({
  domain: [low, high],
  colouring,
  isDark,
}: Pick<MatrixScene, 'domain' | 'colouring' | 'isDark'>) {
  const scale = scales[colouring.isDifference ? 'difference' : 'score'];
  return scaleLinear<string>()
    .domain([low, (low + high) / 2, high])
    .range(scale[isDark ? 'dark' : 'light'])
    .clamp(true);
}

/** Below this width of a cell there is no room for its number. */
const textPx = 34;

/** Draws the cells in view, and the heads over them: a scene of any size costs what is seen of it. */
export function drawMatrix(
  context: CanvasRenderingContext2D,
  scene: MatrixScene,
  view: MatrixView,
): void {
  const { layout, sizes } = scene;
  const { cellPx, rowPx, headPx, namesPx } = sizes;
  context.clearRect(0, 0, view.width, view.height);
  context.textBaseline = 'middle';
  const firstColumn = Math.max(0, Math.floor(view.left / cellPx));
  const lastColumn = Math.min(
    layout.columns.length - 1,
    Math.floor((view.left + view.width - namesPx) / cellPx),
  );
  const firstRow = Math.max(0, Math.floor(view.top / rowPx));
  const lastRow = Math.min(
    layout.rows.length - 1,
    Math.floor((view.top + view.height - headPx) / rowPx),
  );
  const colours = matrixColours(scene);
  const styles = readStyles();
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      drawCell(context, { ...scene, colours, styles, row, column }, view);
    }
  }
  drawHeads(context, scene, view, { styles, firstColumn, lastColumn, firstRow, lastRow });
}

function readStyles() {
  const names = ['surface', 'text', 'quiet', 'line', 'focus'] as const;
  const states = ['running', 'failed', 'skipped', 'cancelled', 'queued', 'warn-ground'] as const;
  return Object.fromEntries(
    [...names, ...states].map((name) => [name, styleValue(`--${name}`)]),
  ) as Record<(typeof names)[number] | (typeof states)[number], string>;
}
type Styles = ReturnType<typeof readStyles>;

interface CellScene extends MatrixScene {
  readonly colours: (value: number) => string;
  readonly styles: Styles;
  readonly row: number;
  readonly column: number;
}

function drawCell(context: CanvasRenderingContext2D, scene: CellScene, view: MatrixView): void {
  const { layout, values, sizes, colours, styles, row, column, focus, hasFocus } = scene;
  const { cellPx, rowPx, headPx, namesPx } = sizes;
  const trial = layout.cells[row]?.[column];
  if (!trial) return;
  const x = namesPx + column * cellPx - view.left + 1;
  const y = headPx + row * rowPx - view.top + 1;
  const [width, height] = [cellPx - 2, rowPx - 2];
  const value = values[row]?.[column] ?? null;
  const ground =
    value !== null ? colours(value) : trial.state === 'failed' ? styles['warn-ground'] : null;
  if (ground !== null) {
    context.fillStyle = ground;
    context.fillRect(x, y, width, height);
  }
  const edge = edgeOf(trial.state, styles);
  if (edge !== null) {
    if (trial.state === 'running') {
      context.fillStyle = `${styles.running}55`;
      context.fillRect(x, y, width * trialProgress(trial), height);
    }
    context.strokeStyle = edge;
    context.lineWidth = 1;
    context.setLineDash(trial.state === 'queued' ? [1, 3] : []);
    context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
    context.setLineDash([]);
  }
  const hasRoom = cellPx >= textPx;
  const text = value === null ? glyphOf(trial) : hasRoom ? valueText(value, scene.colouring) : '';
  if (text !== '' && (hasRoom || trial.state !== 'running')) {
    context.fillStyle = ground !== null && value !== null ? inkOn(ground) : (edge ?? styles.text);
    context.font = `12px ${fontFamily}`;
    context.textAlign = 'center';
    context.fillText(text, x + width / 2, y + height / 2 + 0.5);
  }
  if (trial.takenFrom !== null && ground !== null) {
    // A result that was taken from another study has its corner cut.
    context.fillStyle = inkOn(ground);
    context.beginPath();
    context.moveTo(x + width, y);
    context.lineTo(x + width - 7, y);
    context.lineTo(x + width, y + 7);
    context.fill();
  }
  if (focus.row === row && focus.column === column) {
    context.strokeStyle = hasFocus ? styles.focus : styles.quiet;
    context.lineWidth = hasFocus ? 3 : 1.5;
    context.strokeRect(x, y, width, height);
  }
}

const fontFamily = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

function edgeOf(state: string, styles: Styles): string | null {
  if (state === 'running' || state === 'failed' || state === 'skipped') return styles[state];
  if (state === 'cancelled' || state === 'raced-out') return styles.cancelled;
  return state === 'succeeded' ? null : styles.quiet;
}

/** Black or white, whichever is read better on a ground `rgb(r, g, b)` or `#rrggbb`. */
function inkOn(ground: string): string {
  const [r = 0, g = 0, b = 0] = ground.startsWith('#')
    ? [1, 3, 5].map((at) => parseInt(ground.slice(at, at + 2), 16))
    : (ground.match(/[\d.]+/g) ?? []).map(Number);
  const linear = (part: number) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  // Relative luminance of WCAG; black and white contrast alike at 0.179.
  const luminance = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return luminance > 0.179 ? '#10151c' : '#ffffff';
}

function drawHeads(
  context: CanvasRenderingContext2D,
  { layout, sizes }: MatrixScene,
  view: MatrixView,
  shown: {
    readonly styles: Styles;
    readonly firstColumn: number;
    readonly lastColumn: number;
    readonly firstRow: number;
    readonly lastRow: number;
  },
): void {
  const { cellPx, rowPx, headPx, namesPx } = sizes;
  const { styles } = shown;
  context.fillStyle = styles.surface;
  context.fillRect(0, 0, view.width, headPx);
  context.fillRect(0, 0, namesPx, view.height);
  context.fillStyle = styles.quiet;
  context.font = `12px ${fontFamily}`;
  context.textAlign = 'left';
  const hasSeeds = layout.columns.some(({ isFirst }) => !isFirst);
  for (let column = shown.firstColumn; column <= shown.lastColumn; column++) {
    const head = layout.columns[column];
    if (!head) continue;
    const x = namesPx + column * cellPx - view.left;
    if (head.isFirst && x >= namesPx - 1) {
      context.fillStyle = styles.line;
      context.fillRect(x, 4, 1, view.height);
    }
    context.fillStyle = styles.quiet;
    context.save();
    context.beginPath();
    context.rect(namesPx, 0, view.width - namesPx, headPx);
    context.clip();
    if (head.isFirst) context.fillText(head.place, x + 4, 12);
    if (hasSeeds && (cellPx >= textPx || head.isFirst)) {
      context.fillText(`s${head.seed}`, x + 4, headPx - 10);
    }
    context.restore();
  }
  for (let row = shown.firstRow; row <= shown.lastRow; row++) {
    const head = layout.rows[row];
    const y = headPx + (row + 0.5) * rowPx - view.top;
    if (!head || y < headPx) continue;
    context.fillStyle = styles.text;
    context.font = `${head.isBaseline ? '600 ' : ''}13px ${fontFamily}`;
    context.fillText(fitText(context, head.name, namesPx - 10), 0, y);
  }
  context.fillStyle = styles.surface;
  context.fillRect(0, 0, namesPx, headPx);
}

function fitText(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (context.measureText(text).width <= widthPx) return text;
  let low = 0;
  let high = text.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (context.measureText(`${text.slice(0, middle)}…`).width <= widthPx) low = middle;
    else high = middle - 1;
  }
  return `${text.slice(0, low)}…`;
}
