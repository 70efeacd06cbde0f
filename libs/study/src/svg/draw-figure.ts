import type { Drawing, ReportFigure } from '@crossfold/contracts';
import { drawFlow } from './draw-flow.js';
import { drawIntervals } from './draw-intervals.js';
import { drawLines } from './draw-lines.js';
import { drawMatrix } from './draw-matrix.js';
import { escapeMarkup, svgTag } from './mark-up.js';
import type { Picture } from './picture.js';

const defaultWidthPx = 720;

/** A figure as SVG that needs nothing else; it takes its colour from the text around it. */
export function drawFigure({ title, drawing }: ReportFigure, widthPx = defaultWidthPx): string {
  const { heightPx, parts } = draw(drawing, widthPx);
  return svgTag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${widthPx} ${Math.ceil(heightPx)}`,
      width: widthPx,
      height: Math.ceil(heightPx),
      role: 'img',
      'font-family': 'system-ui, sans-serif',
      'font-size': 13,
      fill: 'currentColor',
    },
    [svgTag('title', {}, [escapeMarkup(title)]), ...parts],
  );
}

function draw(drawing: Drawing, widthPx: number): Picture {
  switch (drawing.form) {
    case 'intervals':
      return drawIntervals(drawing, widthPx);
    case 'lines':
      return drawLines(drawing, widthPx);
    case 'flow':
      return drawFlow(drawing, widthPx);
    case 'matrix':
      return drawMatrix(drawing, widthPx);
  }
}
