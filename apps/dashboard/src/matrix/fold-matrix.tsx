import type { Study, TrialView } from '@crossfold/contracts';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useIsDark } from '../charts/theme.js';
import { useWidth } from '../charts/use-width.js';
import { meaningOf, trialTitle } from './cell-text.js';
import { drawMatrix, type MatrixScene, type MatrixSizes } from './draw-matrix.js';
import { domainOf, layOutMatrix, valuesOf, type Colouring } from './matrix-layout.js';

const largestHeightPx = 560;
const headPx = 44;
const rowPx = 26;

/** Columns as wide as there is room, so that numbers fit where there are few. */
function sizesFor(widthPx: number, columns: number): MatrixSizes {
  const namesPx = Math.min(190, Math.max(90, widthPx * 0.3));
  const cellPx = Math.max(18, Math.min(64, Math.floor((widthPx - namesPx) / Math.max(1, columns))));
  return { cellPx, rowPx, headPx, namesPx };
}

/**
 * Trials as a matrix: a row for each variant, a column for each repeat, fold and seed. It is drawn
 * on a canvas, and only what is in view, so that ten thousand cells scroll as ten do. Arrow keys
 * move, Enter opens a trial; what a cell says stands below, and is read out.
 */
export function FoldMatrix({
  study,
  trials,
  colouring,
  onOpen,
}: {
  readonly study: Study;
  readonly trials: ReadonlyMap<string, TrialView>;
  readonly colouring: Colouring;
  readonly onOpen: (trialId: string) => void;
}) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const widthPx = useWidth(box);
  const isDark = useIsDark();
  const [focus, setFocus] = useState({ row: 0, column: 0 });
  const [hasFocus, setHasFocus] = useState(false);
  const [pointed, setPointed] = useState<{ row: number; column: number } | null>(null);
  const layout = useMemo(() => layOutMatrix(study, trials.values()), [study, trials]);
  const { metric, isDifference } = colouring;
  const values = useMemo(
    () => valuesOf(layout, { metric, isDifference }),
    [layout, metric, isDifference],
  );
  const domain = useMemo(
    () => domainOf(values, { metric, isDifference }),
    [values, metric, isDifference],
  );
  const sizes = sizesFor(widthPx, layout.columns.length);
  const wholeWidthPx = sizes.namesPx + layout.columns.length * sizes.cellPx;
  const wholeHeightPx = headPx + layout.rows.length * rowPx + 2;
  // The bar of the box takes its share where the columns do not fit.
  const heightPx = Math.min(largestHeightPx, wholeHeightPx + (wholeWidthPx > widthPx ? 16 : 0));

  const scene: MatrixScene = {
    layout,
    values,
    domain,
    colouring,
    sizes,
    hasFocus,
    isDark,
    focus: pointed ?? focus,
  };
  useEffect(() => {
    const [frame, sheet] = [box.current, canvas.current];
    if (!frame || !sheet || widthPx === 0) return;
    const draw = () => {
      paint(sheet, scene, frame);
    };
    draw();
    let asked = 0;
    const onScroll = () => {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(draw);
    };
    frame.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      cancelAnimationFrame(asked);
      frame.removeEventListener('scroll', onScroll);
    };
  });

  const cellAt = ({ clientX, clientY }: MouseEvent) => {
    const frame = box.current;
    if (!frame) return null;
    const { left, top } = frame.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    if (x < sizes.namesPx || y < headPx) return null;
    const column = Math.floor((x - sizes.namesPx + frame.scrollLeft) / sizes.cellPx);
    const row = Math.floor((y - headPx + frame.scrollTop) / rowPx);
    return layout.cells[row]?.[column] ? { row, column } : null;
  };
  const open = (at: { row: number; column: number } | null) => {
    const trial = at && layout.cells[at.row]?.[at.column];
    if (trial) onOpen(trial.trialId);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      open(focus);
      return;
    }
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [rows, columns] = [layout.rows.length, layout.columns.length];
    const next = {
      row: Math.max(0, Math.min(rows - 1, focus.row + step[0])),
      column: Math.max(0, Math.min(columns - 1, focus.column + step[1])),
    };
    setPointed(null);
    setFocus(next);
    if (box.current) scrollTo(box.current, next, sizes);
  };
  const { row, column } = pointed ?? focus;
  const shown = layout.cells[row]?.[column];
  const said = shown
    ? `${trialTitle(shown, study)}: ${meaningOf(shown, values[row]?.[column] ?? null, colouring)}`
    : 'No trial of the plan.';
  return (
    <>
      <div
        ref={box}
        className="matrix"
        style={{ height: heightPx }}
        tabIndex={0}
        role="application"
        aria-roledescription="matrix of trials"
        aria-label={`${layout.rows.length} variants by ${layout.columns.length} folds and seeds. Arrow keys move, Enter opens a trial.`}
        aria-describedby="matrix-cell"
        onKeyDown={onKeyDown}
        onFocus={() => {
          setHasFocus(true);
        }}
        onBlur={() => {
          setHasFocus(false);
        }}
        onMouseMove={(event) => {
          setPointed(cellAt(event));
        }}
        onMouseLeave={() => {
          setPointed(null);
        }}
        onClick={(event) => {
          const at = cellAt(event);
          if (at) setFocus(at);
          open(at);
        }}
      >
        {/* As large as all cells; the canvas stays in view and shows the part that is scrolled to. */}
        <div className="extent" style={{ width: wholeWidthPx, height: wholeHeightPx }}>
          <canvas ref={canvas} aria-hidden="true" data-pointed={pointed !== null} />
        </div>
      </div>
      <p id="matrix-cell" className="cell-text" aria-live="polite">
        {said}
      </p>
    </>
  );
}

const steps: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  PageUp: [-10, 0],
  PageDown: [10, 0],
  Home: [0, -Infinity],
  End: [0, Infinity],
};

/** Draws what the box shows, as sharp as the screen is. */
function paint(sheet: HTMLCanvasElement, scene: MatrixScene, frame: HTMLElement): void {
  const view = {
    left: frame.scrollLeft,
    top: frame.scrollTop,
    width: frame.clientWidth,
    height: frame.clientHeight,
  };
  const ratio = window.devicePixelRatio;
  const [width, height] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (sheet.width !== width || sheet.height !== height) {
    sheet.width = width;
    sheet.height = height;
    sheet.style.width = `${view.width}px`;
    sheet.style.height = `${view.height}px`;
  }
  const context = sheet.getContext('2d');
  if (!context) return;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawMatrix(context, scene, view);
}

/** Brings a cell into view, beside the heads. */
function scrollTo(
  frame: HTMLElement,
  { row, column }: { readonly row: number; readonly column: number },
  { cellPx, namesPx }: MatrixSizes,
): void {
  const [x, y] = [column * cellPx, row * rowPx];
  const [widthPx, heightPx] = [frame.clientWidth - namesPx, frame.clientHeight - headPx];
  if (x < frame.scrollLeft) frame.scrollLeft = x;
  else if (x + cellPx > frame.scrollLeft + widthPx) frame.scrollLeft = x + cellPx - widthPx;
  if (y < frame.scrollTop) frame.scrollTop = y;
  else if (y + rowPx > frame.scrollTop + heightPx) frame.scrollTop = y + rowPx - heightPx;
}
